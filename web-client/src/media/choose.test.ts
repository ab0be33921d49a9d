import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { JitsiOffer, MeshOffer } from '../live/protocol'
import { seat } from '../live/testing'
import { Chosen, type JitsiPart } from './choose'
import type { MediaEngine, MediaState } from './engine'
import { deviceTrack } from './jitsi/testing'

const meshOffer: MeshOffer = { engine: 'mesh', iceServers: [], comfortablePeers: 5 }
const jitsiOffer = { engine: 'jitsi', mesh: { iceServers: [], comfortablePeers: 5 } } as unknown as JitsiOffer

function stub() {
  const state = { peers: new Map(), ladder: 'full' } as unknown as MediaState
  return {
    state,
    subscribe: vi.fn((listener: (state: MediaState) => void) => {
      listener(state)
      return () => undefined
    }),
    seats: vi.fn(),
    offer: vi.fn(),
    local: vi.fn(),
    ladder: vi.fn(),
    front: vi.fn(),
    receive: vi.fn(),
    wake: vi.fn(),
    close: vi.fn(),
    stats: async () => ({}),
  } satisfies MediaEngine
}

let meshes: ReturnType<typeof stub>[]
let jitsis: ReturnType<typeof stub>[]
const add = (all: ReturnType<typeof stub>[]) => {
  const made = stub()
  all.push(made)
  return made
}
const part: JitsiPart = { jitsi: () => add(jitsis), prepare: () => undefined }
const signal = vi.fn()
const make = (offer: MeshOffer | JitsiOffer, load: () => Promise<JitsiPart> = async () => part) =>
  new Chosen(
    offer,
    signal,
    async () => undefined,
    () => add(meshes),
    load,
  )
const settle = () => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  meshes = []
  jitsis = []
  signal.mockReset()
})
afterEach(() => vi.restoreAllMocks())

describe('the engine that the offer names', () => {
  test('a mesh is there at once, and the other is not even loaded', () => {
    const load = vi.fn()
    make(meshOffer, load)
    expect(meshes).toHaveLength(1)
    expect(load).not.toHaveBeenCalled()
  })

  test('Jitsi gets, when it is loaded, all that was said meanwhile', async () => {
    const engine = make(jitsiOffer)
    const media = { audio: deviceTrack('audio'), video: null, screen: null }
    const seats = [seat('a'), seat('b')]
    engine.local(media)
    engine.ladder('low')
    engine.seats(seats, 'a')
    engine.front('b')
    engine.receive('b', { media: 'mesh' })
    await settle()
    expect(jitsis[0]?.local).toHaveBeenCalledWith(media)
    expect(jitsis[0]?.ladder).toHaveBeenCalledWith('low')
    expect(jitsis[0]?.seats).toHaveBeenCalledWith(seats, 'a')
    expect(jitsis[0]?.front).toHaveBeenLastCalledWith('b')
    expect(jitsis[0]?.receive).toHaveBeenCalledWith('b', { media: 'mesh' })
    expect(meshes).toEqual([])
  })

  test('our own part does not come: a mesh, and everybody else is told', async () => {
    const engine = make(jitsiOffer, () => Promise.reject(new Error('404')))
    engine.seats([seat('a'), seat('b')], 'a')
    await settle()
    expect(meshes[0]?.seats).toHaveBeenCalled()
    expect(signal).toHaveBeenCalledWith('b', { media: 'mesh' })
    engine.receive('b', { media: 'jitsi', ask: true })
    expect(signal).toHaveBeenCalledTimes(2)
  })

  test('such a mesh is said to be one, and has sound alone for more than four people', async () => {
    const engine = make(jitsiOffer, () => Promise.reject(new Error('404')))
    const media = { audio: deviceTrack('audio'), video: deviceTrack('video'), screen: null }
    const ids = ['a', 'b', 'c', 'd', 'e']
    engine.local(media)
    engine.seats(
      ids.slice(1).map((id) => seat(id)),
      'b',
    )
    await settle()
    expect(meshes[0]?.local).toHaveBeenLastCalledWith(media)
    expect(meshes[0]?.ladder).toHaveBeenLastCalledWith('automatic')
    expect(engine.state.notes).toEqual(['direct'])
    engine.seats(
      ids.map((id) => seat(id, { video: 'off' })),
      'b',
    )
    expect(meshes[0]?.local).toHaveBeenLastCalledWith({ ...media, video: null })
    expect(meshes[0]?.ladder).toHaveBeenLastCalledWith('audio')
    meshes[0]?.subscribe.mock.calls[0]?.[0](meshes[0].state)
    expect(engine.state.notes).toEqual(['direct-audio'])
    engine.ladder('full')
    expect(meshes[0]?.ladder).toHaveBeenLastCalledWith('audio')
    engine.seats([seat('a'), seat('b')], 'b')
    expect(meshes[0]?.ladder).toHaveBeenLastCalledWith('full')
  })

  test('the server comes to offer another one: the first is closed, and the second told everything', async () => {
    const engine = make(meshOffer)
    engine.seats([seat('a')], 'a')
    engine.front('a')
    engine.offer({ ...meshOffer, comfortablePeers: 4 })
    expect(meshes[0]?.offer).toHaveBeenCalledTimes(1)
    engine.offer(jitsiOffer)
    await settle()
    expect(meshes[0]?.close).toHaveBeenCalled()
    expect(jitsis[0]?.seats).toHaveBeenCalledWith([seat('a')], 'a')
    expect(jitsis[0]?.front).toHaveBeenLastCalledWith('a')
    engine.front(null)
    expect(jitsis[0]?.front).toHaveBeenLastCalledWith(null)
  })

  test('closed before it was loaded: it is never made', async () => {
    make(jitsiOffer).close()
    await settle()
    expect(jitsis).toEqual([])
  })

  test('its state is passed on, to those who listen later as well', async () => {
    const engine = make(jitsiOffer)
    const seen: MediaState[] = []
    engine.subscribe((state) => seen.push(state))
    await settle()
    expect(seen.at(-1)).toBe(jitsis[0]?.state)
    expect(engine.state).toBe(jitsis[0]?.state)
  })
})
