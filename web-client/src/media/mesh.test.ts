import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { browserClock } from '../live/clock'
import type { Seat } from '../live/protocol'
import { seat } from '../live/testing'
import type { MediaState } from './engine'
import { Mesh } from './mesh'
import { FakeConnection, fakeTrack, FakeStream } from './testing'

/** A room of engines whose signals go through a relay that can lose, keep back and repeat them. */
class Hall {
  readonly engines = new Map<string, Mesh>()
  readonly sent: { from: string; to: string; data: Record<string, unknown> }[] = []
  loses: (from: string, to: string, data: Record<string, unknown>) => boolean = () => false

  enters(id: string): Mesh {
    const engine = new Mesh({ iceServers: [], comfortablePeers: 2 }, (to, data) => this.relay(id, to, data), {
      clock: browserClock,
      random: Math.random,
      makeConnection: (configuration) => {
        const made = new FakeConnection()
        made.setConfiguration(configuration)
        return made as unknown as RTCPeerConnection
      },
    })
    this.engines.set(id, engine)
    return engine
  }

  seats(seats: Seat[]): void {
    for (const [id, engine] of this.engines) engine.seats(seats, id)
  }

  relay(from: string, to: string, data: unknown): void {
    const plain = JSON.parse(JSON.stringify(data)) as Record<string, unknown>
    this.sent.push({ from, to, data: plain })
    if (!this.loses(from, to, plain)) setTimeout(() => this.engines.get(to)?.receive(from, plain), 20)
  }

  connections(id: string): Record<string, string> {
    return Object.fromEntries(
      [...(this.engines.get(id)?.state.peers ?? [])].map(([to, { connection }]) => [to, connection]),
    )
  }

  close(): void {
    for (const engine of this.engines.values()) engine.close()
  }
}

let hall: Hall
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const open = () => FakeConnection.all.filter(({ connectionState }) => connectionState !== 'closed')
const peer = (engine: Mesh, id: string) => engine.state.peers.get(id)
const between = (one: Mesh, other: string) => {
  const track = peer(one, other)?.stream.getTracks()[0] as unknown
  return open().find(({ transceivers }) => transceivers.some(({ receiver }) => receiver.track === track))
}
const moving = () => {
  let frames = 100
  return async () => new Map([['v', { type: 'inbound-rtp', framesDecoded: (frames += 30) }]])
}
const media = (part = {}) => ({ audio: null, video: null, screen: null, ...part })

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  vi.stubGlobal('MediaStream', FakeStream)
  FakeConnection.all = []
  hall = new Hall()
})
afterEach(async () => {
  hall.close()
  await after(30) // what the relay still holds
  expect(vi.getTimerCount()).toBe(0)
  expect(open()).toEqual([])
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** One engine for each name, in their order, all of them connected. */
async function together<const Ids extends readonly string[]>(...ids: Ids): Promise<{ [At in keyof Ids]: Mesh }> {
  const engines = ids.map((id) => hall.enters(id)) as unknown as { [At in keyof Ids]: Mesh }
  hall.seats(ids.map((id) => seat(id, { video: 'on' })))
  await after(500)
  return engines
}

describe('meeting', () => {
  test('all at once: one connection for each pair, one offer in each, three lanes', async () => {
    await together('a', 'b', 'c')
    expect(hall.connections('a')).toEqual({ b: 'connected', c: 'connected' })
    expect(hall.connections('c')).toEqual({ a: 'connected', b: 'connected' })
    expect(FakeConnection.all).toHaveLength(6)
    expect(FakeConnection.all.reduce((sum, { offers }) => sum + offers, 0)).toBe(3)
    for (const { transceivers, candidates } of open()) {
      expect(transceivers.map(({ kind, direction }) => [kind, direction])).toEqual([
        ['audio', 'sendrecv'],
        ['video', 'sendrecv'],
        ['video', 'sendrecv'],
      ])
      expect(candidates).toBe(1)
    }
  })

  test.each(['a', 'b'])('one after the other, %s first', async (first) => {
    hall.enters(first)
    hall.seats([seat('a'), seat('b')])
    await after(4_000)
    const second = hall.enters(first === 'a' ? 'b' : 'a')
    second.seats([seat('a'), seat('b')], first === 'a' ? 'b' : 'a')
    await after(500)
    expect(hall.connections('a')).toEqual({ b: 'connected' })
  })

  test('candidates that come before the offer are kept for it', async () => {
    hall.loses = (from, to, data) => {
      if (!data.description) return false
      setTimeout(() => hall.engines.get(to)?.receive(from, data), 300)
      return true
    }
    await together('a', 'b')
    await after(1_000)
    expect(hall.connections('b')).toEqual({ a: 'connected' })
    expect(open().map(({ candidates }) => candidates)).toEqual([1, 1])
  })

  test.each(['hello', 'description', 'candidates'])(
    'a third of all %s lost: it comes about all the same',
    async (kind) => {
      let count = 0
      hall.loses = (_from, _to, data) => kind in data && ++count % 3 === 1
      await together('a', 'b', 'c')
      await after(120_000)
      for (const id of ['a', 'b', 'c']) expect(Object.values(hall.connections(id))).toEqual(['connected', 'connected'])
    },
  )

  test('nobody at the other end: we ask a while, and stop', async () => {
    const engine = hall.enters('a')
    engine.seats([seat('a'), seat('b')], 'a')
    await after(600_000)
    const asked = hall.sent.length
    expect(asked).toBeGreaterThan(3)
    expect(asked).toBeLessThan(40)
    await after(600_000)
    expect(hall.sent).toHaveLength(asked)
  })

  test('the waiting, and an observer with an observer, are not connected', async () => {
    const watching = { role: 'observer' } as const
    for (const id of ['a', 'b', 'c', 'd']) hall.enters(id)
    hall.seats([seat('a'), seat('b', watching), seat('c', watching), seat('d', { state: 'waiting' })])
    await after(500)
    expect(hall.connections('a')).toEqual({ b: 'connected', c: 'connected' })
    expect(hall.connections('b')).toEqual({ a: 'connected' })
    expect(hall.connections('d')).toEqual({})
  })
})

test('a later offer is for the connections that are there, and for those to come', async () => {
  const [a] = await together('a', 'b')
  const iceServers = [{ urls: 'turn:relay.example', username: 'u', credential: 'anew' }]
  const before = open()
  a.offer({ engine: 'mesh', iceServers, comfortablePeers: 2 })
  expect(before.map(({ configuration }) => configuration.iceServers)).toEqual(expect.arrayContaining([iceServers, []]))
  expect(before.map(({ configuration }) => configuration.bundlePolicy)).toEqual(['max-bundle', 'max-bundle'])
  expect(open()).toEqual(before)
  a.seats([seat('a'), seat('b'), seat('c')], 'a')
  expect(open().at(-1)?.configuration.iceServers).toEqual(iceServers)
})

describe('a page that was loaded anew', () => {
  test.each(['a', 'b'])('is met by a fresh connection (%s)', async (id) => {
    const [a, b] = await together('a', 'b')
    const other = id === 'a' ? b : a
    const stream = peer(other, id)?.stream
    hall.engines.get(id)?.close()
    const anew = hall.enters(id)
    anew.seats([seat('a'), seat('b')], id)
    await after(1_000)
    expect(hall.connections('a')).toEqual({ b: 'connected' })
    expect(hall.connections('b')).toEqual({ a: 'connected' })
    expect(open()).toHaveLength(2)
    expect(stream).toBeDefined()
    expect(peer(other, id)?.stream).toBe(stream)
  })

  test('what its old page said comes late, and changes nothing', async () => {
    const [, b] = await together('a', 'b')
    const old = hall.sent.filter(({ from }) => from === 'a')
    hall.engines.get('a')?.close()
    hall.enters('a').seats([seat('a'), seat('b')], 'a')
    await after(1_000)
    const before = open()
    for (const { data } of old) b.receive('a', data)
    await after(5_000)
    expect(open()).toEqual(before)
    expect(hall.connections('b')).toEqual({ a: 'connected' })
  })
})

describe('trouble', () => {
  test('failed at both ends at once: new paths over the same connection', async () => {
    await together('a', 'b')
    for (const pc of open()) pc.becomes('failed')
    await after(3_000)
    expect(FakeConnection.all).toHaveLength(2)
    expect(hall.connections('a')).toEqual({ b: 'connected' })
    expect(open().some(({ path }) => path > 1)).toBe(true)
  })

  test('both ask for new paths in the same moment: the polite one gives way', async () => {
    await together('a', 'b')
    const said = hall.sent.length
    for (const pc of open()) pc.restartIce()
    await after(500)
    const talk = hall.sent.slice(said).filter(({ data }) => 'description' in data)
    expect(talk.map(({ from, data }) => [from, (data.description as { type: string }).type])).toEqual([
      ['a', 'offer'],
      ['b', 'offer'],
      ['b', 'answer'],
    ])
    expect(open().map(({ signalingState }) => signalingState)).toEqual(['stable', 'stable'])
    expect(FakeConnection.all).toHaveLength(2)
  })

  test('disconnected for less than 3 s is left alone', async () => {
    await together('a', 'b')
    for (const pc of open()) pc.becomes('disconnected')
    await after(2_500)
    for (const pc of open()) pc.becomes('connected')
    await after(10_000)
    expect(
      open()
        .map(({ offers, path }) => [offers, path])
        .sort(),
    ).toEqual([
      [0, 1],
      [1, 1],
    ])
  })

  test('woken, a connection through which nothing comes gets new paths', async () => {
    const [a] = await together('a', 'b')
    a.wake()
    await after(2_500)
    expect(between(a, 'b')?.path).toBe(2)
    expect(hall.connections('a')).toEqual({ b: 'connected' })
  })

  test('what was meant for a connection of before does not get into the one that was built anew', async () => {
    const [a, b] = await together('a', 'b')
    a.local(media({ video: fakeTrack('video') }))
    await after(100)
    const answer = hall.sent.find(({ from, data }) => from === 'b' && 'description' in data)?.data
    hall.loses = () => true
    for (const pc of open()) pc.becomes('failed')
    await after(60_000)
    const anew = between(a, 'b') ?? open().at(-1)
    expect(FakeConnection.all.length).toBeGreaterThan(2)
    const untouched = open().map(({ remoteDescription }) => remoteDescription)
    a.receive('b', answer)
    await after(100)
    expect(open().map(({ remoteDescription }) => remoteDescription)).toEqual(untouched)
    expect(anew?.remoteDescription).toBeNull()
    hall.loses = () => false
    a.wake()
    await after(60_000)
    expect(hall.connections('a')).toEqual({ b: 'connected' })
    expect(peer(b, 'a')).toMatchObject({ hasVideo: true })
  })

  test('noise, strangers and the signals of others are ignored', async () => {
    const [a] = await together('a', 'b')
    for (const noise of [null, 1, 'x', {}, { epoch: 'x' }, { epoch: 'x.1', description: { type: 'offer', sdp: 1 } }]) {
      a.receive('b', noise)
    }
    a.receive('stranger', { epoch: 'x.1', hello: true })
    await after(1_000)
    expect(FakeConnection.all).toHaveLength(2)
    expect([...(a.state.peers.keys() ?? [])]).toEqual(['b'])
  })

  test('a seat that is gone is closed; another seat of our own starts anew', async () => {
    const [a] = await together('a', 'b', 'c')
    hall.seats([seat('a'), seat('b')])
    await after(10)
    expect([...(a.state.peers.keys() ?? [])]).toEqual(['b'])
    expect(open()).toHaveLength(2)
    a.seats([seat('a2'), seat('b')], 'a2')
    expect(open()).toHaveLength(2)
    expect(open().every(({ id }) => id <= 6)).toBe(false)
  })
})

describe('what is sent', () => {
  const senders = (engine: Mesh, to: string) => between(engine, to)?.transceivers.map(({ sender }) => sender) ?? []

  test('camera, screen and mute change tracks, and negotiate nothing', async () => {
    const [a, b] = await together('a', 'b')
    const video = fakeTrack('video', 360)
    const screen = fakeTrack('video', 1080)
    const talk = () => hall.sent.filter(({ data }) => 'description' in data).length
    const before = talk()
    a.local(media({ video }))
    await after(100)
    expect(senders(a, 'b').map(({ track }) => track)).toEqual([null, video, null])
    expect(peer(b, 'a')).toMatchObject({ hasVideo: true })
    a.local(media({ video, screen }))
    await after(100)
    expect(senders(a, 'b').map(({ track }) => track)).toEqual([null, null, screen])
    const lanes = between(b, 'a')?.transceivers
    expect(peer(b, 'a')?.stream.getTracks()).toEqual([lanes?.[0]?.receiver.track, lanes?.[2]?.receiver.track])
    a.local(media())
    await after(100)
    expect(senders(a, 'b').map(({ track }) => track)).toEqual([null, null, null])
    expect(peer(b, 'a')).toMatchObject({ hasVideo: false })
    expect(talk()).toBe(before)
  })

  test('no more than the other asks for', async () => {
    const [a, b, c] = await together('a', 'b', 'c')
    const video = fakeTrack('video', 360)
    a.local(media({ video }))
    b.ladder('audio')
    c.ladder('low')
    await after(100)
    expect(senders(a, 'b')[1]?.track).toBeNull()
    expect(senders(a, 'b')[0]?.parameters.encodings).toMatchObject([{ maxBitrate: 24_000 }])
    expect(senders(a, 'c')[1]?.track).toBe(video)
    expect(senders(a, 'c')[1]?.parameters.encodings).toMatchObject([
      { maxBitrate: 60_000, maxFramerate: 7, scaleResolutionDownBy: 4 },
    ])
    b.ladder('full')
    await after(100)
    expect(senders(a, 'b')[1]?.track).toBe(video)
  })

  test('a wish is kept through a new page of the one who fulfils it', async () => {
    const [, b] = await together('a', 'b')
    b.ladder('audio')
    hall.engines.get('a')?.close()
    const anew = hall.enters('a')
    anew.local(media({ video: fakeTrack('video', 180) }))
    anew.seats([seat('a'), seat('b')], 'a')
    await after(1_000)
    expect(senders(anew, 'b')[1]?.track).toBeNull()
  })

  test('a picture that stands still counts as none, and as one again when it moves', async () => {
    const [a, b] = await together('a', 'b')
    a.local(media({ video: fakeTrack('video') }))
    await after(5_000)
    expect(peer(b, 'a')).toMatchObject({ hasVideo: true })
    for (const pc of open()) pc.getStats = async () => new Map([['v', { type: 'inbound-rtp', framesDecoded: 9 }]])
    await after(7_000)
    expect(peer(b, 'a')).toMatchObject({ connection: 'connected', hasVideo: false })
    for (const pc of open()) pc.getStats = moving()
    await after(5_000)
    expect(peer(b, 'a')).toMatchObject({ hasVideo: true })
  })

  test('what was said while a socket was lost is said again when it is back', async () => {
    const [a, b] = await together('a', 'b')
    hall.loses = () => true
    a.local(media({ video: fakeTrack('video') }))
    b.ladder('low')
    await after(1_000)
    expect(peer(b, 'a')).toMatchObject({ hasVideo: false })
    hall.loses = () => false
    b.wake()
    await after(100)
    expect(peer(b, 'a')).toMatchObject({ hasVideo: true })
    expect(senders(a, 'b')[1]?.parameters.encodings).toMatchObject([{ maxFramerate: 7 }])
  })

  test('more cameras than a mesh carries well are told openly', async () => {
    const [a] = await together('a', 'b', 'c')
    expect(a.state.overloaded).toBe(true)
    hall.seats([seat('a'), seat('b', { video: 'on' }), seat('c', { video: 'on' })])
    await after(10)
    expect(a.state.overloaded).toBe(false)
  })
})

test('a subscriber hears the state at once, then changes, and nothing after the end', async () => {
  const [a] = await together('a', 'b')
  const heard: MediaState[] = []
  a.subscribe((state) => heard.push(state))
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatchObject({ ladder: 'full', ownQuality: 4, loweredByItself: false })
  for (const pc of open()) pc.becomes('failed')
  await after(0)
  expect(heard.at(-1)).toMatchObject({ ownQuality: 0 })
  expect(heard.at(-1)?.peers.get('b')).toMatchObject({ connection: 'failed', quality: 0, hasVideo: false })
  hall.close()
  const before = heard.length
  a.seats([seat('a'), seat('b')], 'a')
  a.ladder('low')
  a.wake()
  await after(10_000)
  expect(heard).toHaveLength(before)
})
