import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { seat } from '../../live/testing'
import { FakeConnection, FakeStream } from '../testing'
import { MOST_BY_MESH } from '../who'
import { after, camera, FakeHall } from './testing'

let hall: FakeHall
beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  vi.stubGlobal('MediaStream', FakeStream)
  FakeConnection.all = []
  hall = new FakeHall()
})
afterEach(async () => {
  hall.close()
  await after(60)
  expect(vi.getTimerCount()).toBe(0)
  expect(FakeConnection.all.filter(({ connectionState }) => connectionState !== 'closed')).toEqual([])
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const open = () => FakeConnection.all.filter(({ connectionState }) => connectionState !== 'closed')
const told = () =>
  hall.sent.filter(({ data }) => 'media' in data).map(({ from, to, data }) => `${from}>${to} ${data.media}`)

describe('nobody reaches the media server', () => {
  test.each(['down', 'silent'] as const)('%s: it is a mesh for all, and is said', async (state) => {
    hall.deployment.state = state
    const [a] = await hall.together('a', 'b', 'c')
    await after(12_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh', c: 'mesh' })
    expect(hall.ways('b')).toEqual({ a: 'mesh', c: 'mesh' })
    expect(a.state.notes).toEqual(['direct'])
    expect(a.state.loweredByItself).toBe(false)
  })

  test.each<[string, (hall: FakeHall) => void]>([
    ['the library does not come', (hall) => ['a', 'b'].forEach((id) => hall.without.add(id))],
    ['it refuses the pass at the login', (hall) => (hall.deployment.refusesLogin = true)],
    ['it refuses the pass at the door', (hall) => (hall.deployment.door = () => false)],
    ['our server makes no pass', (hall) => (hall.server = () => new Error('unavailable'))],
    ['our server says nothing', (hall) => (hall.server = () => 'silence')],
  ])('%s', async (_what, breaks) => {
    breaks(hall)
    const noPass = hall.server('a') !== null
    for (const id of ['a', 'b']) {
      const offer = noPass ? hall.offer(id, { room: undefined, token: undefined }) : hall.offer(id)
      hall.enters(id, offer).local(camera())
    }
    hall.seats(seat('a', { video: 'on' }), seat('b', { video: 'on' }))
    await after(12_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh' })
  })

  test.each([
    ...['on', 'join', 'leave', 'addTrack', 'removeTrack', 'replaceTrack', 'setReceiverConstraints'],
    ...['isE2EESupported', 'toggleE2EE', 'getActivePeerConnection'],
    ...['getId', 'getIdentity', 'isHidden', 'hasFeature'],
    ...['isLocal', 'getType', 'getTrack', 'isMuted', 'getParticipantId', 'getVideoType', 'getSourceName'],
  ])('its release has no %s any more: given up, and said', async (name) => {
    hall.deployment.lacks = name
    const [a, b] = await hall.together('a', 'b')
    await after(12_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh' })
    expect([a, b].flatMap(({ state }) => state.notes)).toContain('direct')
  })

  test('the conference works, and no media flow: given up after a while', async () => {
    hall.deployment.noBridge = true
    const [a, b] = await hall.together('a', 'b')
    await after(10_000)
    expect(hall.ways('a')).toEqual({ b: 'connecting' })
    expect([a, b].map(({ state }) => state.notes)).toEqual([['slow'], ['slow']])
    await after(10_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh' })
    // The first to give up leaves the other alone there.
    expect([a, b].map(({ state }) => state.notes).sort()).toEqual([[], ['direct']])
  })

  test('it does not pass on who anybody is: nobody is shown, it is a mesh, and it is not tried again', async () => {
    hall.deployment.nameless = true
    const [a, b] = await hall.together('a', 'b')
    expect([...a.state.peers.keys()]).toEqual([])
    await after(8_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh' })
    // The first to give up leaves the other alone there, who has nothing to complain of.
    expect([a, b].map(({ state }) => state.notes).sort()).toEqual([[], ['direct']])
    await after(600_000)
    expect(hall.deployment.connections).toHaveLength(2)
    hall.deployment.nameless = false
    hall.room = 'room2'
    for (const [id, engine] of hall.engines) engine.offer(hall.offer(id))
    await after(1_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
  })

  test('neither way carries anything: said plainly, and taken back when one does', async () => {
    hall.deployment.state = 'down'
    hall.loses = () => true
    const [a] = await hall.together('a', 'b')
    await after(10_000)
    expect(a.state.notes).toEqual(['direct'])
    await after(20_000)
    expect(a.state.notes).toEqual(['none'])
    hall.loses = () => false
    for (const engine of hall.engines.values()) engine.wake()
    await after(5_000)
    expect(a.state.notes).toEqual(['direct'])
    expect(hall.ways('a')).toEqual({ b: 'mesh' })
  })
})

describe('the media server takes its time', () => {
  test('no word as long as nobody would ask; then one, until it is there', async () => {
    hall.deployment.noBridge = true
    const [a] = await hall.together('a', 'b')
    await after(3_500)
    expect(a.state.notes).toEqual([])
    await after(1_000)
    expect(a.state.notes).toEqual(['slow'])
    hall.deployment.noBridge = false
    await after(20_000)
    hall.engines.forEach((engine) => engine.wake())
    await after(3_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    expect(a.state.notes).toEqual([])
  })

  test('quick tries that fail one after the other are one wait', async () => {
    let asked = 0
    hall.server = () => (++asked > 1 ? 'silence' : new Error('unavailable'))
    const a = hall.enters('a', hall.offer('a', { room: undefined, token: undefined }))
    a.local(camera())
    hall.seats(seat('a'))
    await after(4_600)
    expect(a.state.notes).toEqual(['slow'])
    await after(7_000)
    expect(a.state.notes).toEqual(['direct'])
  })

  test('a connection that was there and is lost has a wait of its own', async () => {
    const [a] = await hall.together('a', 'b')
    await after(60_000)
    hall.deployment.state = 'silent'
    hall.deployment.drops('room1', 'person-a')
    await after(4_000)
    expect(a.state.notes).toEqual([])
    await after(1_000)
    expect(a.state.notes).toEqual(['slow'])
  })
})

describe('with many people', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'] as const
  test(`with more than ${MOST_BY_MESH} there is sound alone, and pictures when there are fewer`, async () => {
    hall.deployment.state = 'down'
    const [a] = await hall.together(...ids)
    await after(10_000)
    expect(a.state.notes).toEqual(['direct-audio'])
    expect(a.state).toMatchObject({ ladder: 'audio', loweredByItself: false, overloaded: false })
    const sent = () => open().flatMap(({ transceivers }) => transceivers.slice(1).map(({ sender }) => sender.track))
    expect(sent().every((track) => track === null)).toBe(true)
    const voices = open().map(({ transceivers }) => transceivers[0]?.sender.track)
    expect(voices.length).toBe(20)
    expect(voices.every((track) => track?.kind === 'audio')).toBe(true)
    // However few of them show themselves: who turns a camera on must not be the one who breaks it for all.
    hall.seats(...ids.map((id) => seat(id, { video: id === 'a' ? 'on' : 'off' })))
    await after(500)
    expect(a.state.notes).toEqual(['direct-audio'])
    expect(sent().every((track) => track === null)).toBe(true)
    // Somebody in the waiting room is not among them, and somebody with a lost connection is.
    hall.seats(...ids.map((id) => seat(id, { video: 'on', state: id === 'd' ? 'reconnecting' : 'present' })))
    await after(500)
    expect(a.state.notes).toEqual(['direct-audio'])
    hall.seats(...ids.map((id) => seat(id, { video: 'on', state: id === 'e' ? 'waiting' : 'present' })))
    await after(500)
    expect(a.state.notes).toEqual(['direct'])
    expect(sent().some((track) => track !== null)).toBe(true)
  })

  test('those on the media server go on there, and the one who is not has sound', async () => {
    hall.without.add('e')
    const [a, , , , e] = await hall.together(...ids)
    await after(10_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi', c: 'jitsi', d: 'jitsi', e: 'mesh' })
    expect(a.state.notes).toEqual([])
    expect(e.state.notes).toEqual(['direct-audio'])
    const pictures = open().flatMap(({ transceivers }) => transceivers.slice(1).map(({ sender }) => sender.track))
    expect(pictures.every((track) => track === null)).toBe(true)
  })
})

describe('a mixed group', () => {
  test('two who are both on the media server meet there, any other two by themselves', async () => {
    hall.without.add('c').add('d')
    const [a, , c] = await hall.together('a', 'b', 'c', 'd')
    await after(10_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi', c: 'mesh', d: 'mesh' })
    expect(hall.ways('b')).toEqual({ a: 'jitsi', c: 'mesh', d: 'mesh' })
    expect(hall.ways('c')).toEqual({ a: 'mesh', b: 'mesh', d: 'mesh' })
    expect(a.state.notes).toEqual([])
    expect(c.state.notes).toEqual(['direct'])
    // Five pairs with two ends each; the pair on the server has none.
    expect(open()).toHaveLength(10)
    expect(told().filter((word) => word.startsWith('c>'))).toEqual(['c>a mesh', 'c>b mesh', 'c>d mesh'])
  })

  test('one who comes later is told, and can be off as well', async () => {
    hall.without.add('b')
    await hall.together('a', 'b')
    await after(10_000)
    hall.enters('c').local(camera())
    hall.seats(seat('a'), seat('b'), seat('c'))
    await after(3_000)
    expect(hall.ways('c')).toEqual({ a: 'jitsi', b: 'mesh' })
  })

  test('the word that somebody is off is lost: it is found out', async () => {
    hall.without.add('b')
    hall.loses = (_from, _to, data) => 'media' in data
    await hall.together('a', 'b')
    await after(5_000)
    expect(hall.ways('a')).toEqual({})
    hall.loses = () => false
    await after(15_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh' })
    expect(hall.ways('b')).toEqual({ a: 'mesh' })
  })

  test('back up when it works again, by a patience that grows, and the mesh between them ends', async () => {
    hall.without.add('b')
    const [, b] = await hall.together('a', 'b', 'c')
    await after(10_000)
    expect(hall.ways('b')).toEqual({ a: 'mesh', c: 'mesh' })
    await after(60_000)
    hall.without.clear()
    await after(120_000)
    expect(hall.ways('b')).toEqual({ a: 'jitsi', c: 'jitsi' })
    expect(hall.ways('a')).toEqual({ b: 'jitsi', c: 'jitsi' })
    expect(b.state.notes).toEqual([])
    expect(open()).toEqual([])
    expect(told()).toContain('b>a jitsi')
  })

  test('the word that somebody is back is lost: it is found out, and nobody is there twice', async () => {
    hall.without.add('b')
    const [a, b] = await hall.together('a', 'b')
    await after(10_000)
    hall.loses = (_from, _to, data) => data.media === 'jitsi'
    hall.without.clear()
    b.wake()
    await after(3_000)
    hall.loses = () => false
    expect(hall.ways('b')).toEqual({ a: 'jitsi' })
    // A real connection learns by itself that its other end is gone.
    for (const connection of open()) connection.becomes('failed')
    await after(5_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    expect([...a.state.peers.keys()]).toEqual(['b'])
  })

  test('passes are not asked for in a storm while it stays away', async () => {
    hall.deployment.door = () => false
    await hall.together('a', 'b')
    await after(10 * 60_000)
    expect(hall.asked.filter((id) => id === 'a').length).toBeLessThan(8)
  })

  test('waking the page tries at once, and not at each touch', async () => {
    hall.without.add('b')
    const [, b] = await hall.together('a', 'b')
    await after(20_000)
    hall.without.clear()
    b.wake()
    await after(1_000)
    expect(hall.ways('b')).toEqual({ a: 'jitsi' })
  })

  test('one side that falls is told to those who stay', async () => {
    const [a] = await hall.together('a', 'b', 'c')
    hall.deployment.door = (token) => !token.includes('person-b')
    hall.deployment.drops('room1', 'person-b')
    await after(20_000)
    expect(hall.ways('a')).toEqual({ b: 'mesh', c: 'jitsi' })
    expect(hall.ways('b')).toEqual({ a: 'mesh', c: 'mesh' })
    expect(a.state.notes).toEqual([])
  })
})
