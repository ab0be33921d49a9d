import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { bench, seat, welcome } from './testing'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-01T18:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('a node that drains', () => {
  /** A session whose node has said that it goes, and whose turn it is: both its connections. */
  async function moving() {
    const made = bench({ random: () => 0.5 })
    const old = await made.joined()
    old.says({ type: 'bye', reason: 'draining', retryMs: 1_000 })
    await after(499)
    expect(made.sockets).toHaveLength(1)
    await after(1)
    expect(made.sockets).toHaveLength(2)
    const states: string[] = []
    made.live.subscribe(({ connection }) => states.push(connection))
    return { ...made, old, states }
  }

  test('stays until its turn, and until the other node has the seat', async () => {
    const { live, old, last, states } = await moving()
    last().opens()
    expect(last().frames[0]).toMatchObject({ type: 'resume', resumeToken: 'token-1' })
    old.says({ type: 'change', version: 2, base: 1, seats: [seat('b')] })
    expect(live.state.room?.version).toBe(2)
    last().says(welcome(3))
    expect(live.state.room?.version).toBe(3)
    const lines: string[] = []
    live.onChat(({ text }) => lines.push(text))
    old.says({ type: 'chat', id: 'c', from: 'b', to: 'room', text: 'hello', at: '' })
    old.says({ type: 'change', version: 9, base: 1, seats: [seat('c')] })
    expect(lines).toEqual(['hello'])
    expect(live.state.room?.version).toBe(3)
    live.send({ type: 'distress' }).catch(() => undefined)
    expect(last().sent('distress')).toHaveLength(1)
    expect(old.closedByUs).toBe(false)
    await after(2_000)
    expect(old.closedByUs).toBe(true)
    expect(live.state.connection).toBe('joined')
    expect(new Set(states)).toEqual(new Set(['joined']))
  })

  test('what is said on the way goes by the new connection, and not by one that the seat has left', async () => {
    const { live, old, last } = await moving()
    last().opens()
    const asked = live.send({ type: 'distress' })
    expect(old.sent('distress')).toEqual([])
    last().says(welcome(3))
    expect(last().sent('distress')).toHaveLength(1)
    last().says({ type: 'ok', re: last().sent('distress')[0]?.id })
    await expect(asked).resolves.toBe(last().sent('distress')[0]?.id)
  })

  test('what is said does not wait for long for a node that does not answer', async () => {
    const { live, old, last } = await moving()
    last().opens()
    const asked = live.send({ type: 'distress' })
    await after(999)
    expect(old.sent('distress')).toEqual([])
    await after(1)
    expect(old.sent('distress')).toHaveLength(1)
    old.says({ type: 'ok', re: old.sent('distress')[0]?.id })
    await expect(asked).resolves.toBe(old.sent('distress')[0]?.id)
  })

  test('a node that refuses us is no reason to wait', async () => {
    const { live, old, last } = await moving()
    last().opens()
    live.send({ type: 'distress' }).catch(() => undefined)
    last().says({ type: 'error', code: 'unavailable', message: '' })
    expect(old.sent('distress')).toHaveLength(1)
  })

  /** A session whose turn comes while a command of it is not answered. */
  async function asking() {
    const made = bench({ random: () => 0.5 })
    const old = await made.joined()
    old.says({ type: 'bye', reason: 'draining', retryMs: 1_000 })
    await after(400)
    const asked = made.live.send({ type: 'distress' })
    await after(100)
    return { ...made, old, asked }
  }

  test('goes once everything that was said has its answer', async () => {
    const { live, old, asked, sockets } = await asking()
    live.send({ type: 'distress' }).catch(() => undefined)
    expect(sockets).toHaveLength(1)
    old.says({ type: 'ok', re: old.sent('distress')[0]?.id })
    await expect(asked).resolves.toBe(old.sent('distress')[0]?.id)
    expect(sockets).toHaveLength(2)
    expect(old.sent('distress')).toHaveLength(1)
    await after(500)
    expect(sockets).toHaveLength(2)
  })

  test('goes without an answer that does not come, and takes it when it comes late', async () => {
    const { live, old, last, asked, sockets } = await asking()
    await after(499)
    expect(sockets).toHaveLength(1)
    await after(1)
    expect(sockets).toHaveLength(2)
    last().opens().says(welcome(3))
    old.says({ type: 'ok', re: old.sent('distress')[0]?.id })
    await expect(asked).resolves.toBe(old.sent('distress')[0]?.id)
    expect(live.state.connection).toBe('joined')
  })

  test('an answer that comes when we have gone without it sends us nowhere again', async () => {
    const { live, old, last, asked, sockets } = await asking()
    await after(500)
    last().opens()
    old.says({ type: 'ok', re: old.sent('distress')[0]?.id })
    await expect(asked).resolves.toBe(old.sent('distress')[0]?.id)
    expect(sockets).toHaveLength(2)
    last().says(welcome(3))
    old.says({ type: 'bye', reason: 'replaced', retryMs: 0 })
    old.closes(4409)
    expect(live.state).toMatchObject({ connection: 'joined', ending: null })
  })

  test('the old node says first that the seat is elsewhere: the welcome is awaited', async () => {
    const { live, old, last, states } = await moving()
    last().opens()
    old.says({ type: 'bye', reason: 'replaced', retryMs: 0 })
    expect(live.state).toMatchObject({ connection: 'joined', ending: null })
    last().says(welcome(3))
    expect(live.state.room?.version).toBe(3)
    expect(new Set(states)).toEqual(new Set(['joined']))
  })

  test('a node that cannot take us yet is asked again, and the old one serves meanwhile', async () => {
    const { live, old, last, sockets, states } = await moving()
    last().opens().says({ type: 'error', code: 'unavailable', message: '' })
    await after(300)
    expect(sockets).toHaveLength(3)
    last().closes(1006)
    old.says({ type: 'change', version: 2, base: 1, seats: [seat('b')] })
    expect(live.state.room?.version).toBe(2)
    await after(1_000)
    expect(sockets).toHaveLength(4)
    last().opens().says(welcome(3))
    expect(live.state.room?.version).toBe(3)
    expect(new Set(states)).toEqual(new Set(['joined']))
  })

  test('the old node goes before the welcome is there: lost, until it comes', async () => {
    const { live, old, last, sockets } = await moving()
    last().opens()
    old.closes(1012)
    expect(live.state.connection).toBe('lost')
    last().says(welcome(3))
    expect(live.state.connection).toBe('joined')
    await after(5_000)
    expect(sockets).toHaveLength(2)
    last().says({ type: 'bye', reason: 'replaced', retryMs: 0 })
    expect(live.state.ending).toEqual({ kind: 'bye', reason: 'replaced' })
  })

  test('neither connection holds: the ladder', async () => {
    const { live, old, last, sockets } = await moving()
    old.says({ type: 'bye', reason: 'replaced', retryMs: 0 })
    last().closes(1006)
    expect(live.state.connection).toBe('lost')
    await after(1)
    expect(sockets).toHaveLength(3)
  })

  test('what the old node never answered is told as such when its connection closes', async () => {
    const { live, old, last, asked } = await asking()
    await after(500)
    last().opens().says(welcome(3))
    old.closes(4409)
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
    expect(live.state.connection).toBe('joined')
  })

  test('a seat that another device took meanwhile stays there', async () => {
    const { live, old, last } = await moving()
    last().opens()
    old.says({ type: 'bye', reason: 'replaced', retryMs: 0 })
    last().says({ type: 'error', code: 'ticket.invalid', message: '' })
    expect(live.state.ending).toEqual({ kind: 'bye', reason: 'replaced' })
  })

  test('a move that was granted and did not hold is taken up again, not taken for another device', async () => {
    const { live, old, last, sockets } = await moving()
    last().opens().closes(1006)
    old.says({ type: 'bye', reason: 'replaced', retryMs: 0 })
    expect(live.state.connection).toBe('lost')
    await after(1)
    expect(sockets).toHaveLength(3)
    last().opens().says(welcome(4))
    expect(live.state).toMatchObject({ connection: 'joined', ending: null })
  })

  test('the other node drains too: onward from there', async () => {
    const { live, last, sockets } = await moving()
    last().opens().says({ type: 'bye', reason: 'draining', retryMs: 1_000 })
    last().says(welcome(3))
    expect(live.state.connection).toBe('joined')
    await after(500)
    expect(sockets).toHaveLength(3)
  })

  test('leaving while on the way leaves both', async () => {
    const { live, old, last } = await moving()
    last().opens()
    live.leave()
    expect(old.sent('leave')).toHaveLength(1)
    expect(last().sent('leave')).toHaveLength(1)
  })

  test('an end that comes meanwhile is the end, and nothing is left open', async () => {
    const { live, old, last } = await moving()
    old.says({ type: 'bye', reason: 'ended', retryMs: 0 })
    expect(live.state.ending).toEqual({ kind: 'bye', reason: 'ended' })
    expect(last().closedByUs).toBe(true)
  })

  test('a close before its turn is lost at once, and still waits for the turn', async () => {
    const { live, sockets, joined } = bench({ random: () => 0.5 })
    const socket = await joined()
    socket.says({ type: 'bye', reason: 'draining', retryMs: 1_000 })
    await after(100)
    socket.closes(1012)
    expect(live.state.connection).toBe('lost')
    await after(399)
    expect(sockets).toHaveLength(1)
    await after(2)
    expect(sockets).toHaveLength(2)
  })

  test('1012 without a word spreads the return over a second', async () => {
    const { sockets, joined } = bench({ random: () => 0.7 })
    ;(await joined()).closes(1012)
    await after(699)
    expect(sockets).toHaveLength(1)
    await after(1)
    expect(sockets).toHaveLength(2)
  })
})
