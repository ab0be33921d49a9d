import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { seat } from '../../live/testing'
import { FakeConnection, FakeStream } from '../testing'
import type { ReceiverConstraints } from './constraints'
import { after, camera, deviceTrack, FakeDeviceTrack, FakeHall } from './testing'

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
  expect(hall.deployment.clients('room1')).toEqual([])
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const tracks = (engine: { state: { peers: ReadonlyMap<string, { stream: MediaStream }> } }, id: string) =>
  engine.state.peers.get(id)?.stream.getTracks() ?? []
const kinds = (...all: Parameters<typeof tracks>) =>
  tracks(...all)
    .map(({ kind }) => kind)
    .sort()
const conference = (id: string) => hall.deployment.of(hall.room, `person-${id}`)
const types = (id: string) => [...conference(id).locals].map((track) => track.getVideoType() ?? 'audio').sort()

describe('a group on the videobridge', () => {
  test('everybody sees and hears everybody there, and no two connect by themselves', async () => {
    const [a] = await hall.together('a', 'b', 'c')
    expect(hall.ways('a')).toEqual({ b: 'jitsi', c: 'jitsi' })
    expect(hall.ways('c')).toEqual({ a: 'jitsi', b: 'jitsi' })
    expect(kinds(a, 'b')).toEqual(['audio', 'video'])
    expect(a.state.peers.get('b')?.hasVideo).toBe(true)
    expect(a.state.notes).toEqual([])
    expect(FakeConnection.all).toEqual([])
    expect(hall.sent).toEqual([])
    expect(hall.asked).toEqual([])
  })

  test('the connection has the room in its address and the pass beside it, and asks nobody else', async () => {
    await hall.together('a')
    const [connection] = hall.deployment.connections
    expect(connection?.options).toMatchObject({
      serviceUrl: 'wss://meet.example/xmpp-websocket?room=room1',
      hosts: { domain: 'meet.jitsi', muc: 'muc.meet.jitsi', focus: 'focus.meet.jitsi' },
      enableWebsocketResume: false,
      disableThirdPartyRequests: true,
      p2p: { enabled: false, stunServers: [] },
    })
    expect(JSON.stringify(connection?.options)).not.toContain('pass:')
  })

  test('one alone is connected as well, for whoever comes next', async () => {
    const [a] = await hall.together('a')
    expect(a.state.notes).toEqual([])
    hall.enters('b').local(camera())
    hall.seats(seat('a'), seat('b'))
    await after(500)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
  })

  test('somebody without a seat is shown to nobody, and nothing of theirs is attached', async () => {
    const [a] = await hall.together('a', 'b')
    await hall.deployment.intrudes('room1', 'person-nobody', 'audio', 'video')
    await after(500)
    expect([...a.state.peers.keys()]).toEqual(['b'])
    expect(kinds(a, 'b')).toEqual(['audio', 'video'])
    const all = [...a.state.peers.values()].flatMap(({ stream }) => stream.getTracks())
    expect(all).toHaveLength(2)
    // Those in the waiting room have no seat among us either.
    hall.seats(seat('a'), seat('b'), seat('nobody', { state: 'waiting' }))
    await after(500)
    expect([...a.state.peers.keys()]).toEqual(['b'])
    hall.seats(seat('a'), seat('b'), seat('nobody'))
    await after(500)
    expect([...a.state.peers.keys()]).toEqual(['b', 'nobody'])
    // And once the seat is gone, so are they, whatever Jitsi thinks.
    hall.seats(seat('a'), seat('b'))
    await after(500)
    expect([...a.state.peers.keys()]).toEqual(['b'])
  })

  test('somebody who claims to be us is nobody to us', async () => {
    const [a] = await hall.together('a', 'b')
    await hall.deployment.intrudes('room1', 'person-a', 'audio')
    await after(500)
    expect([...a.state.peers.keys()]).toEqual(['b'])
  })

  test('of two with the same identity the later one counts, and its forerunner’s late leave does no harm', async () => {
    const [a] = await hall.together('a', 'b')
    const before = tracks(a, 'b')
    const ghost = conference('b')
    await hall.deployment.intrudes('room1', 'person-b', 'audio', 'video')
    await after(100)
    const now = tracks(a, 'b')
    expect(now).toHaveLength(2)
    expect(now).not.toEqual(before)
    hall.deployment.leaves(ghost)
    ghost.say('USER_LEFT', 'nobody at all', {})
    await after(100)
    expect(tracks(a, 'b')).toEqual(now)
  })

  test('tracks told of twice, before their owner, and after their owner has gone', async () => {
    const [a] = await hall.together('a', 'b')
    const here = conference('a')
    const [early] = [...here.sees.values()]
    here.say('TRACK_ADDED', early)
    await after(50)
    expect(tracks(a, 'b')).toHaveLength(2)
    const b = conference('b')
    here.say('USER_LEFT', b.id, {})
    await after(50)
    expect([...a.state.peers.keys()]).toEqual([])
    here.say('TRACK_REMOVED', early)
    here.say('TRACK_ADDED', early)
    await after(50)
    expect([...a.state.peers.keys()]).toEqual([])
    const again = { getId: () => b.id, getIdentity: () => ({ user: { id: 'person-b' } }), isHidden: () => false }
    here.say('USER_JOINED', b.id, { ...again, hasFeature: () => true })
    await after(50)
    expect(tracks(a, 'b')).toHaveLength(1)
  })

  test('a participant without an identity is nobody', async () => {
    const [a] = await hall.together('a', 'b')
    const none = { getId: () => 'x', getIdentity: () => undefined, isHidden: () => false, hasFeature: () => false }
    conference('a').say('USER_JOINED', 'x', none)
    await after(50)
    expect([...a.state.peers.keys()]).toEqual(['b'])
  })

  test('whom the videobridge names as the speaker speaks, for a moment', async () => {
    const [a] = await hall.together('a', 'b', 'c')
    conference('a').say('DOMINANT_SPEAKER_CHANGED', conference('b').id)
    await after(10)
    expect([...a.state.peers.values()].map(({ seatId, speaking }) => [seatId, speaking])).toEqual([
      ['b', true],
      ['c', false],
    ])
    await after(2_000)
    expect(a.state.peers.get('b')?.speaking).toBe(false)
  })

  test('a picture that stands still is none', async () => {
    const [a] = await hall.together('a', 'b')
    await after(4_000)
    expect(a.state.peers.get('b')?.hasVideo).toBe(true)
    hall.deployment.frozen = true
    await after(6_100)
    expect(a.state.peers.get('b')?.hasVideo).toBe(false)
    hall.deployment.frozen = false
    await after(2_100)
    expect(a.state.peers.get('b')?.hasVideo).toBe(true)
  })

  test('numbers for each seat', async () => {
    const [a] = await hall.together('a', 'b', 'c')
    await after(4_000)
    const stats = await a.stats()
    expect(Object.keys(stats).sort()).toEqual(['b', 'c'])
    expect(stats.b?.framesDecoded).toBeGreaterThan(0)
    expect(stats.b?.packetsReceivedAudio).toBeGreaterThan(0)
  })
})

describe('what we send', () => {
  test('a camera that goes off is taken out, one that comes back is put in; a muted microphone stays', async () => {
    const [a, b] = await hall.together('a', 'b')
    const media = camera()
    a.local(media)
    await after(50)
    if (media.audio) media.audio.enabled = false
    a.local({ ...media, video: null })
    await after(50)
    expect(types('a')).toEqual(['audio'])
    expect(kinds(b, 'a')).toEqual(['audio'])
    expect(b.state.peers.get('a')?.hasVideo).toBe(false)
    a.local({ ...media, video: deviceTrack('video') })
    await after(50)
    expect(kinds(b, 'a')).toEqual(['audio', 'video'])
  })

  test('another microphone takes the place of the first without a gap in between', async () => {
    const [a] = await hall.together('a', 'b')
    const replace = vi.spyOn(conference('a'), 'replaceTrack')
    a.local(camera())
    await after(50)
    expect(replace).toHaveBeenCalledTimes(2)
    expect(types('a')).toEqual(['audio', 'camera'])
  })

  test('a shared screen takes the place of the camera, and is wanted large', async () => {
    const [a, b] = await hall.together('a', 'b')
    const media = camera()
    a.local({ ...media, screen: deviceTrack('video') })
    await after(50)
    expect(types('a')).toEqual(['audio', 'desktop'])
    expect(kinds(b, 'a')).toEqual(['audio', 'video'])
    expect(conference('b').constraints).toMatchObject({ onStageSources: [expect.stringContaining('desktop')] })
    a.local(media)
    await after(50)
    expect(types('a')).toEqual(['audio', 'camera'])
  })

  test('sound alone: nothing is taken but voices, and what we send is our own business', async () => {
    const [a] = await hall.together('a', 'b')
    a.ladder('audio')
    await after(50)
    expect(conference('a').constraints).toMatchObject({ lastN: 0 })
    expect(a.state).toMatchObject({ ladder: 'audio', loweredByItself: false })
    expect(a.state.peers.get('b')?.hasVideo).toBe(false)
    expect(types('a')).toEqual(['audio', 'camera'])
    a.ladder('full')
    await after(50)
    expect(conference('a').constraints).toMatchObject({ lastN: -1 })
  })

  test('a track that the videobridge refuses is tried again a few times, and then said', async () => {
    const [a] = await hall.together('a', 'b')
    hall.deployment.refusesTracks = true
    a.local({ ...camera(), screen: deviceTrack('video') })
    await after(1_000)
    expect(a.state.notes).toEqual([])
    await after(7_000)
    expect(a.state.notes).toEqual(['not-sent'])
    hall.deployment.refusesTracks = false
    a.local(camera())
    await after(50)
    expect(a.state.notes).toEqual([])
  })

  test('what is muted by Jitsi’s own means is let go, so that the screen does not say that it is on', async () => {
    const [a] = await hall.together('a', 'b')
    const media = camera()
    const ended = vi.fn()
    media.audio.addEventListener('ended', ended)
    a.local(media)
    await after(50)
    const here = conference('a')
    const mine = [...here.locals].find((track) => track.getType() === 'audio')
    // By ourselves: our own doing, and nothing else.
    media.audio.enabled = false
    here.say('TRACK_MUTE_CHANGED', mine, undefined)
    expect(ended).not.toHaveBeenCalled()
    here.say('TRACK_MUTE_CHANGED', mine, { getId: () => 'a moderator' })
    expect(ended).toHaveBeenCalledTimes(1)
    expect((media.audio as unknown as FakeDeviceTrack).readyState).toBe('ended')
  })

  test('none of our tracks is ever stopped by leaving', async () => {
    const [a] = await hall.together('a', 'b')
    const media = camera()
    a.local(media)
    await after(50)
    a.close()
    await after(50)
    for (const track of [media.audio, media.video]) expect(track.readyState).toBe('live')
  })
})

describe('whom the stage shows large', () => {
  const wants = (id: string) => conference(id).constraints as ReceiverConstraints
  const face = (of: string) => `${conference(of).id}-camera`

  test('comes first and large, whoever speaks; the others are small beside them', async () => {
    const [a] = await hall.together('a', 'b', 'c', 'd')
    expect(wants('a')).toMatchObject({ onStageSources: [], defaultConstraints: { maxHeight: 180 }, constraints: {} })
    a.front('b')
    expect(wants('a')).toEqual({
      lastN: -1,
      onStageSources: [face('b')],
      selectedSources: [],
      defaultConstraints: { maxHeight: 90 },
      constraints: { [face('b')]: { maxHeight: 360 } },
    })
    a.front('c')
    expect(wants('a')).toMatchObject({ onStageSources: [face('c')] })
    expect(Object.keys(wants('a').constraints)).toEqual([face('c')])
    a.front(null)
    expect(wants('a')).toMatchObject({ onStageSources: [], defaultConstraints: { maxHeight: 180 }, constraints: {} })
  })

  test('is among the few of a weak network, and smaller; by sound alone nobody is', async () => {
    const [a] = await hall.together('a', 'b', 'c')
    a.front('b')
    a.ladder('low')
    expect(wants('a')).toMatchObject({
      lastN: 6,
      onStageSources: [face('b')],
      constraints: { [face('b')]: { maxHeight: 180 } },
    })
    a.ladder('audio')
    expect(wants('a')).toMatchObject({ lastN: 0, onStageSources: [], selectedSources: [], constraints: {} })
  })

  test('is asked for when their camera comes on, and not before', async () => {
    const [a, b] = await hall.together('a', 'b', 'c')
    const media = { audio: deviceTrack('audio'), video: deviceTrack('video'), screen: null }
    b.local({ ...media, video: null })
    await after(50)
    a.front('b')
    expect(wants('a')).toMatchObject({ onStageSources: [], defaultConstraints: { maxHeight: 90 } })
    b.local(media)
    await after(50)
    expect(wants('a')).toMatchObject({ onStageSources: [face('b')] })
  })

  test('shares a screen, or somebody beside them does', async () => {
    const [a, b, c] = await hall.together('a', 'b', 'c')
    const screen = () => ({ audio: deviceTrack('audio'), video: null, screen: deviceTrack('video') })
    const [ofB, ofC] = ['b', 'c'].map((id) => `${conference(id).id}-desktop`) as [string, string]
    a.front('b')
    b.local(screen())
    await after(50)
    expect(wants('a')).toMatchObject({ onStageSources: [ofB], constraints: { [ofB]: { maxHeight: 720 } } })
    c.local(screen())
    await after(50)
    expect(wants('a')).toMatchObject({
      onStageSources: [ofB],
      selectedSources: [ofC],
      constraints: { [ofB]: { maxHeight: 720 }, [ofC]: { maxHeight: 360 } },
    })
  })

  test('is we ourselves: nobody else is large', async () => {
    const [a] = await hall.together('a', 'b')
    a.front('a')
    expect(wants('a')).toMatchObject({ onStageSources: [], defaultConstraints: { maxHeight: 90 }, constraints: {} })
  })

  test('is so in the next conference as well, and was known before the first', async () => {
    const a = hall.enters('a')
    a.front('b')
    hall.enters('b').local(camera())
    hall.seats(seat('a'), seat('b', { video: 'on' }))
    await after(500)
    expect(wants('a')).toMatchObject({ onStageSources: [face('b')] })
    hall.deployment.drops('room1', 'person-a')
    await after(3_000)
    expect(wants('a')).toMatchObject({ onStageSources: [face('b')] })
  })
})

describe('our own node', () => {
  test('comes back with another pass for the same room: the conference is not touched', async () => {
    const [a] = await hall.together('a', 'b')
    const before = tracks(a, 'b')
    a.offer(hall.offer('a'))
    a.offer(hall.offer('a', { room: undefined, token: undefined }))
    a.wake()
    await after(5_000)
    expect(hall.deployment.connections).toHaveLength(2)
    expect(tracks(a, 'b')).toEqual(before)
    expect(hall.asked).toEqual([])
  })

  test('is away: what flows goes on', async () => {
    const [a] = await hall.together('a', 'b')
    hall.server = () => new Error('unavailable')
    await after(60_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    expect(a.state.notes).toEqual([])
  })

  test('moves the room: all go to the new one, with the pass that came along', async () => {
    const [a] = await hall.together('a', 'b', 'c')
    hall.room = 'room2'
    for (const [id, engine] of hall.engines) engine.offer(hall.offer(id))
    await after(1_000)
    expect(hall.deployment.inRoom('room1')).toEqual([])
    expect(hall.deployment.inRoom('room2')).toHaveLength(3)
    expect(hall.ways('a')).toEqual({ b: 'jitsi', c: 'jitsi' })
    expect(hall.asked).toEqual([])
    expect(a.state.notes).toEqual([])
  })
})

describe('a move of the room', () => {
  test('told twice, it is made once', async () => {
    await hall.together('a', 'b')
    hall.room = 'room2'
    for (const [id, engine] of hall.engines) {
      engine.offer(hall.offer(id))
      engine.offer(hall.offer(id))
    }
    await after(1_000)
    expect(hall.deployment.connections).toHaveLength(4)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
  })

  test('while the line is being made anew: the next call is in the new room', async () => {
    const [a] = await hall.together('a', 'b')
    hall.deployment.drops('room1', 'person-a')
    hall.room = 'room2'
    for (const [id, engine] of hall.engines) engine.offer(hall.offer(id))
    await after(2_000)
    expect(hall.deployment.inRoom('room2')).toHaveLength(2)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    expect(a.state.notes).toEqual([])
  })
})

describe('a line that breaks', () => {
  test('is made anew with a fresh pass', async () => {
    const [a] = await hall.together('a', 'b')
    hall.deployment.drops('room1', 'person-a')
    await after(10)
    expect(hall.ways('a')).toEqual({})
    await after(3_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    expect(hall.ways('b')).toEqual({ a: 'jitsi' })
    expect(hall.asked).toEqual(['a'])
    expect(new Set(hall.deployment.connections.map(({ token }) => token)).size).toBe(3)
    expect(a.state.notes).toEqual([])
    expect(hall.sent).toEqual([])
  })

  test('a pass that was remembered is used for it, while it is fresh', async () => {
    const [a] = await hall.together('a', 'b')
    a.offer(hall.offer('a'))
    hall.deployment.drops('room1', 'person-a')
    await after(3_000)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    expect(hall.asked).toEqual([])
  })

  test('somebody who was kicked asks our own server, which decides', async () => {
    const [a] = await hall.together('a', 'b')
    hall.server = () => new Error('not-allowed')
    const here = conference('a')
    hall.deployment.leaves(here)
    here.say('KICKED', undefined, 'removed')
    await after(8_000)
    expect(hall.deployment.inRoom('room1')).toHaveLength(1)
    expect(hall.asked.length).toBeGreaterThan(0)
    expect(hall.asked.length).toBeLessThan(5)
    expect(a.state.notes).toEqual(['direct'])
  })

  test('interrupted: it is seen, the library gets its time, and then we begin anew', async () => {
    const [a] = await hall.together('a', 'b')
    conference('a').say('CONNECTION_INTERRUPTED')
    await after(10)
    expect(a.state.peers.get('b')?.connection).toBe('disconnected')
    expect(a.state.ownQuality).toBe(0)
    conference('a').say('CONNECTION_RESTORED')
    await after(25_000)
    expect(a.state.peers.get('b')?.connection).toBe('connected')
    expect(hall.deployment.connections).toHaveLength(2)
    conference('a').say('CONNECTION_INTERRUPTED')
    await after(23_000)
    expect(hall.deployment.connections).toHaveLength(3)
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
  })

  test('late words of an earlier call change nothing', async () => {
    const [a] = await hall.together('a', 'b')
    const old = conference('a')
    const [theirs] = [...old.sees.values()]
    hall.deployment.drops('room1', 'person-a')
    await after(3_000)
    const before = tracks(a, 'b')
    old.say('TRACK_REMOVED', theirs)
    old.say('CONFERENCE_FAILED', 'anything')
    old.connection.emit('connection.CONNECTION_FAILED', 'late')
    await after(3_000)
    expect(tracks(a, 'b')).toEqual(before)
    expect(hall.deployment.connections).toHaveLength(3)
  })
})

describe('encryption from end to end, with a deployment as it is: nothing of it brings Olm', () => {
  test('the program asks for it: it is on for nobody, and everybody is told why', async () => {
    hall.e2ee = true
    const [a, b] = await hall.together('a', 'b')
    await after(4_000)
    expect(hall.deployment.inRoom('room1').map(({ e2ee }) => e2ee)).toEqual([false, false])
    expect([a, b].map(({ state }) => state.notes)).toEqual([['not-encrypted-server'], ['not-encrypted-server']])
    expect(hall.ways('a')).toEqual({ b: 'jitsi' })
    // Nor do we look after keys.
    expect(conference('a').options).not.toHaveProperty('e2ee')
  })

  test('nobody asked for it: nothing is said', async () => {
    const [a] = await hall.together('a', 'b')
    await after(4_000)
    expect(a.state.notes).toEqual([])
  })
})

describe('encryption from end to end, where the deployment brings Olm', () => {
  beforeEach(() => vi.stubGlobal('Olm', { init: async () => undefined }))

  test('is on for all where all can, from the first moment, and nothing is said', async () => {
    hall.e2ee = true
    const [a] = await hall.together('a', 'b')
    expect(hall.deployment.inRoom('room1').map(({ e2ee }) => e2ee)).toEqual([true, true])
    await after(4_000)
    expect(hall.deployment.inRoom('room1').map(({ e2ee }) => e2ee)).toEqual([true, true])
    expect(a.state.notes).toEqual([])
  })

  test('this browser cannot: said there, and the others are told as well', async () => {
    hall.e2ee = true
    hall.deployment.insertable = (person) => person !== 'person-b'
    const [a, b] = await hall.together('a', 'b')
    await after(4_000)
    expect(b.state.notes).toEqual(['not-encrypted-here'])
    expect(a.state.notes).toEqual(['not-encrypted-all'])
    expect(hall.deployment.inRoom('room1').map(({ e2ee }) => e2ee)).toEqual([false, false])
    b.close()
    hall.engines.delete('b')
    hall.seats(seat('a'))
    await after(4_000)
    expect(a.state.notes).toEqual([])
    expect(conference('a').e2ee).toBe(true)
  })

  test('somebody without a seat cannot switch it off', async () => {
    hall.e2ee = true
    hall.deployment.insertable = (person) => person !== 'person-nobody'
    const [a] = await hall.together('a', 'b')
    await hall.deployment.intrudes('room1', 'person-nobody', 'audio')
    await after(5_000)
    expect(conference('a').e2ee).toBe(true)
    expect(a.state.notes).toEqual([])
  })

  test('in a room where something happens all the time it is looked at all the same', async () => {
    hall.e2ee = true
    hall.deployment.insertable = (person) => person !== 'person-b'
    const [a] = await hall.together('a', 'b')
    for (let change = 0; change < 10; change++) {
      hall.seats(seat('a', { rev: change }), seat('b', { rev: change }))
      await after(500)
    }
    expect(conference('a').e2ee).toBe(false)
    expect(a.state.notes).toEqual(['not-encrypted-all'])
  })

  test('nobody asked for it: it is not on', async () => {
    await hall.together('a', 'b')
    await after(4_000)
    expect(conference('a').e2ee).toBe(false)
  })
})
