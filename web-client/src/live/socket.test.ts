import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiProblem } from './api'
import type { LiveState } from './live-session'
import { openLive } from './socket'
import { bench, seat, welcome } from './testing'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T18:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('getting in', () => {
  test('a ticket, the same host, the first frame, the welcome', async () => {
    const { live, last, storage, settle } = bench()
    expect(live.state.connection).toBe('connecting')
    await settle()
    expect(last()).toMatchObject({ url: 'wss://care.example/live', protocol: 'evenkeel.v1' })
    last().opens()
    expect(last().frames).toEqual([{ type: 'join', ticket: 'ticket-1' }])
    last().says(welcome(3))
    expect(live.state).toMatchObject({
      connection: 'joined',
      seatId: 'me',
      room: { version: 3 },
      clockOffsetMs: 1_500,
      media: { comfortablePeers: 5 },
    })
    expect(storage.getItem('evenkeel.seat.s1')).toBe('token-1')
  })

  test('a ticket cannot send us to another host', async () => {
    const fetchTicket = async () => ({ ticket: 't', expiresAt: '', url: 'https://evil.example/live' })
    const { last, settle } = bench({ fetchTicket })
    await settle()
    expect(last().url).toBe('wss://care.example/live')
  })

  test('a page that was loaded anew takes the same seat up', async () => {
    const { options, sockets, settle, joined, fetchTicket } = bench()
    await joined()
    openLive('s1', options)
    await settle()
    sockets[1]?.opens()
    expect(sockets[1]?.frames).toEqual([{ type: 'resume', resumeToken: 'token-1', version: 0 }])
    expect(fetchTicket).toHaveBeenCalledTimes(1)
  })

  test.each([
    [403, 'seat.removed', 'seat.removed'],
    [409, 'session.ended', 'session.ended'],
    [403, 'consent.missing', 'consent.missing'],
    [401, 'not-signed-in', 'ticket.invalid'],
    [404, 'not-found', 'not-allowed'],
  ])('a ticket refused with %i %s is final', async (status, code, ending) => {
    const fetchTicket = vi.fn().mockRejectedValue(new ApiProblem(status, code, 'Plain words.'))
    const { live } = bench({ fetchTicket })
    await after(60_000)
    expect(fetchTicket).toHaveBeenCalledTimes(1)
    expect(live.state).toMatchObject({
      connection: 'over',
      ending: { kind: 'refused', code: ending },
    })
  })

  test.each([
    [0, 'unavailable'],
    [503, 'unavailable'],
    [502, 'x'],
    [429, 'rate-limited'],
  ])('a ticket refused with %i %s is asked for again', async (status, code) => {
    const fetchTicket = vi.fn().mockRejectedValue(new ApiProblem(status, code, ''))
    const { live } = bench({ fetchTicket })
    await after(60_000)
    expect(live.state.connection).toBe('lost')
    expect(fetchTicket.mock.calls.length).toBeGreaterThan(5)
    expect(fetchTicket.mock.calls.length).toBeLessThan(20)
  })

  test('a server that says nothing after the opening is given up after 8 s', async () => {
    const { sockets, settle } = bench()
    await settle()
    sockets[0]?.opens()
    await after(7_900)
    expect(sockets).toHaveLength(1)
    await after(200)
    expect(sockets).toHaveLength(2)
  })
})

describe('losing the connection', () => {
  test('lost at once, the room kept; back at 0, 0.3, 1, 2, 4, 5, 5 s', async () => {
    const { live, last, sockets, joined } = bench()
    const socket = await joined()
    await after(6_000)
    socket.says({ type: 'change', version: 2, base: 1 })
    socket.closes()
    expect(live.state).toMatchObject({ connection: 'lost', room: { version: 2 } })
    let made = 1
    for (const wait of [0, 300, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]) {
      if (wait > 0) await after(wait - 1)
      expect(sockets).toHaveLength(made)
      await after(wait > 0 ? 1 : 0)
      expect(sockets).toHaveLength(++made)
      last().closes()
    }
    await after(5_000)
    last().opens()
    expect(last().frames).toEqual([{ type: 'resume', resumeToken: 'token-1', version: 2 }])
    last().says(welcome(9, 'token-2'))
    expect(live.state).toMatchObject({ connection: 'joined', room: { version: 9 } })
  })

  test('jitter takes away half a step at most', async () => {
    const { last, sockets, joined } = bench({ random: () => 0 })
    ;(await joined()).closes()
    await after(0)
    last().closes()
    await after(149)
    expect(sockets).toHaveLength(2)
    await after(1)
    expect(sockets).toHaveLength(3)
  })

  test('a server that welcomes and falls over is not asked in a storm', async () => {
    const { live, last, sockets, joined } = bench()
    ;(await joined()).closes()
    for (let second = 0; second < 20; second++) {
      await after(1_000)
      if (live.state.connection === 'lost' && last().readyState === 0) {
        last().opens().says(welcome())
        last().closes()
      }
    }
    expect(sockets.length).toBeLessThan(10)
  })

  test('offline shows at once, without waiting for any timer; online comes back at once', async () => {
    const { live, page, sockets, joined } = bench()
    const socket = await joined()
    await after(6_000)
    page.isOnline = false
    page.tell('lost')
    expect(live.state.connection).toBe('lost')
    expect(socket.closedByUs).toBe(true)
    await after(4_900)
    expect(sockets).toHaveLength(1)
    page.isOnline = true
    page.tell('look')
    await after(0)
    expect(sockets).toHaveLength(2)
  })

  test('a browser that is wrong about being offline is not believed for ever', async () => {
    const { page, sockets, joined } = bench()
    await joined()
    page.isOnline = false
    page.tell('lost')
    await after(5_000)
    expect(sockets).toHaveLength(2)
  })

  test('a command without an answer, and nothing else heard, is a loss after 4 s', async () => {
    const { live, joined } = bench()
    await joined()
    const sent = live.send({ type: 'distress' }).catch((error: unknown) => error)
    await after(3_999)
    expect(live.state.connection).toBe('joined')
    await after(1)
    expect(live.state.connection).toBe('lost')
    expect(await sent).toMatchObject({ code: 'unavailable' })
  })

  test('a busy server that is still heard keeps its connection; the command alone fails', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    const sent = live.send({ type: 'distress' }).catch((error: unknown) => error)
    await after(2_000)
    socket.says({ type: 'change', version: 2, base: 1 })
    await after(8_000)
    expect(await sent).toMatchObject({ code: 'unavailable' })
    expect(live.state.connection).toBe('joined')
  })

  test('a silent room is probed after 10 s, and given up 4 s later', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    await after(9_999)
    expect(socket.sent('resync')).toHaveLength(0)
    await after(1)
    expect(socket.sent('resync')).toHaveLength(1)
    await after(4_000)
    expect(live.state.connection).toBe('lost')
  })

  test('a quiet room that answers stays joined, with one probe in 10 s at most', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    for (let answered = 0, second = 0; second < 60; second++) {
      await after(1_000)
      for (const { id } of socket.sent('resync').slice(answered)) {
        answered++
        socket.says({ type: 'ok', re: id })
      }
    }
    expect(live.state.connection).toBe('joined')
    expect(socket.sent('resync').length).toBeGreaterThanOrEqual(5)
    expect(socket.sent('resync').length).toBeLessThanOrEqual(6)
  })

  test('a page that is shown again asks at once; with a dead socket it comes back at once', async () => {
    const { page, sockets, joined } = bench()
    const socket = await joined()
    page.tell('look')
    page.tell('look')
    expect(socket.sent('resync')).toHaveLength(1)
    await after(1_000)
    socket.readyState = 3
    page.tell('look')
    await after(0)
    expect(sockets).toHaveLength(2)
  })

  test('what an old socket says late is not heard', async () => {
    const { live, page, last, joined } = bench()
    const old = await joined()
    const late = old.onmessage
    page.tell('lost')
    await after(5_000)
    last().opens().says(welcome(8))
    expect(old.onmessage).toBeNull()
    expect(late).not.toBeNull()
    old.closes(4409)
    expect(live.state).toMatchObject({ connection: 'joined', room: { version: 8 } })
  })
})

describe('when the seat is not to be had back', () => {
  test('a refused resume joins anew with a ticket, at once', async () => {
    const { live, last, storage, fetchTicket, joined } = bench()
    ;(await joined()).closes()
    await after(0)
    last().opens().says({ type: 'error', code: 'ticket.invalid', message: '' })
    await after(0)
    expect(fetchTicket).toHaveBeenCalledTimes(2)
    expect(storage.getItem('evenkeel.seat.s1')).toBeNull()
    last().opens()
    expect(last().frames).toEqual([{ type: 'join', ticket: 'ticket-2' }])
    last().says({ ...welcome(1, 'token-9'), seatId: 'me-again' })
    expect(live.state).toMatchObject({ connection: 'joined', seatId: 'me-again' })
  })

  test('4401 in the place of a welcome does the same', async () => {
    const { last, fetchTicket, joined } = bench()
    ;(await joined()).closes()
    await after(0)
    last().opens().closes(4401)
    await after(0)
    expect(fetchTicket).toHaveBeenCalledTimes(2)
  })

  test('a join refused for its ticket tries with the next one, slowly', async () => {
    const { last, live, fetchTicket, settle } = bench()
    await settle()
    for (let second = 0; second < 30; second++) {
      if (last().readyState === 0) last().opens().says({ type: 'error', code: 'ticket.expired', message: '' })
      await after(1_000)
    }
    expect(live.state.connection).toBe('lost')
    expect(fetchTicket.mock.calls.length).toBeLessThan(12)
  })

  test.each(['session.ended', 'seat.removed', 'room.full', 'room.locked', 'session.not-open'])(
    'a join refused with %s is final',
    async (code) => {
      const { live, last, page, settle } = bench()
      await settle()
      last().opens().says({ type: 'error', code, message: 'Plain words.' })
      expect(live.state).toMatchObject({
        connection: 'over',
        ending: { kind: 'refused', code },
      })
      expect(page.listeners.size).toBe(0)
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})

describe('the end', () => {
  test.each(['ended', 'removed', 'consent-revoked', 'replaced'])('bye %s is the last word', async (reason) => {
    const { live, storage, sockets, joined } = bench()
    const socket = await joined()
    const pending = live.send({ type: 'distress' }).catch((error: unknown) => error)
    socket.says({ type: 'bye', reason, retryMs: 0 })
    expect(live.state).toMatchObject({ connection: 'over', ending: { kind: 'bye', reason } })
    expect(await pending).toMatchObject({ code: 'unavailable' })
    expect(storage.length).toBe(0)
    await after(60_000)
    expect(sockets).toHaveLength(1)
  })

  test.each([
    [4409, { kind: 'bye', reason: 'replaced' }],
    [4403, { kind: 'refused', code: 'not-allowed' }],
  ])('close %i without a word is final', async (code, ending) => {
    const { live, joined } = bench()
    ;(await joined()).closes(code)
    expect(live.state).toMatchObject({ connection: 'over', ending })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('4429 waits before it tries again', async () => {
    const { sockets, joined } = bench()
    ;(await joined()).closes(4429)
    await after(9_999)
    expect(sockets).toHaveLength(1)
    await after(1)
    expect(sockets).toHaveLength(2)
  })

  test('4400 is tried again twice, then it is over', async () => {
    const { live, last, joined } = bench()
    ;(await joined()).closes(4400)
    await after(1_000)
    last().opens().says(welcome()).closes(4400)
    await after(1_000)
    last().opens().says(welcome()).closes(4400)
    expect(live.state).toMatchObject({ connection: 'over', ending: { code: 'bad-message' } })
  })

  test('leave says so, forgets the seat, and never returns', async () => {
    const { live, storage, sockets, joined } = bench()
    const socket = await joined()
    live.leave()
    expect(socket.sent('leave')).toHaveLength(1)
    expect(socket.closedByUs).toBe(true)
    expect(storage.length).toBe(0)
    expect(live.state).toMatchObject({ connection: 'over', ending: { kind: 'left' } })
    await after(60_000)
    expect(sockets).toHaveLength(1)
  })

  test('leave while the ticket is on its way opens nothing', async () => {
    const { live, sockets, settle } = bench()
    live.leave()
    await settle()
    expect(sockets).toHaveLength(0)
  })
})

describe('the copy of the room', () => {
  test('a gap asks for one snapshot, and the snapshot heals it', async () => {
    const { live, joined } = bench()
    const socket = await joined(1)
    socket.says({ type: 'change', version: 3, base: 2, seats: [seat('b')] })
    socket.says({ type: 'change', version: 4, base: 3, seats: [seat('c')] })
    expect(socket.sent('resync')).toHaveLength(1)
    expect(live.state.room?.version).toBe(1)
    socket.says({ type: 'snapshot', room: { ...welcome(4).room, seats: [seat('me'), seat('b'), seat('c')] } })
    socket.says({ type: 'ok', re: socket.sent('resync')[0]?.id })
    socket.says({ type: 'change', version: 5, base: 4, gone: ['b'] })
    expect(live.state.room).toMatchObject({ version: 5, seats: [{ id: 'me' }, { id: 'c' }] })
    await after(5_000)
    expect(socket.sent('resync')).toHaveLength(1)
  })

  test('a refused resync is repeated, ever more slowly, until the snapshot is there', async () => {
    const { joined } = bench()
    const socket = await joined(1)
    socket.says({ type: 'change', version: 3, base: 2 })
    let answered = 0
    for (let second = 0; second < 30; second++) {
      for (const { id } of socket.sent('resync').slice(answered)) {
        answered++
        socket.says({ type: 'error', re: id, code: 'rate-limited', message: '' })
      }
      await after(1_000)
    }
    expect(answered).toBeGreaterThan(2)
    expect(answered).toBeLessThan(9)
    socket.says({ type: 'snapshot', room: welcome(3).room })
    const before = socket.sent('resync').length
    await after(9_000)
    expect(socket.sent('resync').length).toBe(before)
  })
})

describe('commands', () => {
  test('resolve at ok, reject with the code of an error', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    const first = live.send({ type: 'lock' })
    const second = live.send({ type: 'end' }).catch((error: unknown) => error)
    expect(socket.frames.slice(1)).toEqual([
      { id: 1, type: 'lock' },
      { id: 2, type: 'end' },
    ])
    socket.says({ type: 'error', re: 2, code: 'not-allowed', message: 'hosts only' })
    socket.says({ type: 'ok', re: 1 })
    await expect(first).resolves.toBe(1)
    expect(await second).toMatchObject({ code: 'not-allowed', message: 'hosts only' })
  })

  test('updates within 100 ms go as one; later fields win; one answer settles them all', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    const sent = [
      live.send({ type: 'update', audio: 'off', quality: 3 }),
      live.send({ type: 'update', audio: 'on' }),
      live.send({ type: 'update', hand: true }),
    ]
    await after(99)
    expect(socket.sent('update')).toHaveLength(0)
    await after(1)
    expect(socket.sent('update')).toEqual([{ id: 1, type: 'update', audio: 'on', quality: 3, hand: true }])
    socket.says({ type: 'ok', re: 1 })
    await expect(Promise.all(sent)).resolves.toEqual([1, 1, 1])
  })

  test('are numbered above what our seat has of an earlier page', async () => {
    const { live, last, settle } = bench()
    await settle()
    const { room, ...rest } = welcome()
    last()
      .opens()
      .says({ ...rest, room: { ...room, seats: [seat('me', { rev: 41 }), seat('b', { rev: 99 })] } })
    live.send({ type: 'update', audio: 'on' }).catch(() => undefined)
    await after(100)
    expect(last().sent('update')).toMatchObject([{ id: 42 }])
    live.leave()
  })

  test('a command does not overtake the update before it; a signal does not hurry it', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    void live.send({ type: 'update', hand: true }).catch(() => undefined)
    void live.send({ type: 'signal', to: 'b', data: 1 }).catch(() => undefined)
    void live.send({ type: 'distress' }).catch(() => undefined)
    expect(socket.frames.slice(1).map(({ type }) => type)).toEqual(['signal', 'update', 'distress'])
    live.leave()
  })

  test('a burst of signals stays below what the server allows, and a person goes first', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    for (let n = 0; n < 100; n++) void live.send({ type: 'signal', to: 'b', data: n }).catch(() => undefined)
    expect(socket.sent('signal')).toHaveLength(50)
    void live.send({ type: 'distress' }).catch(() => undefined)
    await after(1_000)
    expect(socket.frames[51]?.type).toBe('distress')
    expect(socket.frames.length).toBeLessThanOrEqual(1 + 50 + 20)
    socket.says({ type: 'recorded', seatId: 'me', event: 'x', at: '' })
    await after(2_500)
    expect(socket.sent('signal').map(({ data }) => data)).toEqual(Array.from({ length: 100 }, (_, n) => n))
    live.leave()
  })

  test('while lost they are refused at once', async () => {
    const { live, joined } = bench()
    ;(await joined()).closes()
    await expect(live.send({ type: 'distress' })).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('what is heard', () => {
  test('chat, distress and signals reach their listeners, until these stop', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    const chat = vi.fn()
    const distress = vi.fn()
    const signal = vi.fn()
    const stop = live.onChat(chat)
    live.onDistress(distress)
    live.onSignal(signal)
    const line = { id: '1', from: 'b', to: 'room', text: 'hello', at: 'now' }
    socket.says({ type: 'chat', ...line })
    socket.says({ type: 'alert', kind: 'distress', from: 'b', at: 'now' })
    socket.says({ type: 'signal', from: 'b', data: { x: 1 } })
    stop()
    socket.says({ type: 'chat', ...line })
    expect(chat.mock.calls).toEqual([[line]])
    expect(distress.mock.calls).toEqual([['b', 'now']])
    expect(signal.mock.calls).toEqual([['b', { x: 1 }]])
  })

  test('somebody on the media without a seat is told of apart from a call for help', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    const distress = vi.fn()
    const stranger = vi.fn()
    live.onDistress(distress)
    live.onStranger(stranger)
    socket.says({ type: 'alert', kind: 'media', from: null, at: 'now' })
    socket.says({ type: 'alert', kind: 'of a later version', from: 'b', at: 'now' })
    expect(stranger.mock.calls).toEqual([['now']])
    expect(distress).not.toHaveBeenCalled()
  })

  test('a pass that was asked for, and one that comes by itself, are the offer from then on', async () => {
    const { live, joined } = bench()
    const socket = await joined()
    const media = { engine: 'jitsi', room: 'r1', token: 't1', mesh: { iceServers: [], comfortablePeers: 5 } }
    const asked = live.send({ type: 'media' })
    const [frame] = socket.sent('media')
    socket.says({ type: 'media', media }).says({ type: 'ok', re: frame?.id })
    await expect(asked).resolves.toBe(frame?.id)
    expect(live.state.media).toEqual(media)
    const before = live.state.media
    socket.says({ type: 'media', media })
    expect(live.state.media).toBe(before)
    socket.says({ type: 'media', media: { ...media, room: 'r2' } })
    expect(live.state.media).toMatchObject({ room: 'r2' })
    const refused = live.send({ type: 'media' })
    socket.says({ type: 'error', re: socket.sent('media')[1]?.id, code: 'rate-limited', message: '' })
    await expect(refused).rejects.toMatchObject({ code: 'rate-limited' })
  })

  test('a subscriber hears the state at once and at each change, and nothing of noise', async () => {
    const { live, joined } = bench()
    const seen: LiveState[] = []
    live.subscribe((state) => seen.push(state))
    const socket = await joined()
    for (const noise of ['{', '[]', 'null', '7', '{"type":"nonsense"}', '{"type":"ok","re":99}']) {
      socket.onmessage?.(new MessageEvent('message', { data: noise }))
    }
    socket.onmessage?.(new MessageEvent('message', { data: new ArrayBuffer(4) }))
    socket.says({ type: 'change', version: 1, base: 0 })
    expect(seen.map(({ connection }) => connection)).toEqual(['connecting', 'joined'])
    expect(live.state.connection).toBe('joined')
  })
})
