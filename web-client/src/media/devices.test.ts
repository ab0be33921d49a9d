import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listDevices, openDevices, problemOf, screenTrack, watchDevices } from './devices'

class Track {
  contentHint = ''
  constructor(readonly kind: string) {}
}

class Stream {
  constructor(readonly tracks: Track[] = []) {}
  getTracks = () => this.tracks
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === 'video')
  addTrack = (track: Track) => void this.tracks.push(track)
}

const getUserMedia = vi.fn()
const devices = Object.assign(new EventTarget(), {
  getUserMedia,
  getDisplayMedia: vi.fn(),
  enumerateDevices: vi.fn(),
})

/** A machine on which some things do not work. */
function machine(broken: Partial<Record<'audio' | 'video', string>>) {
  getUserMedia.mockImplementation((wanted: MediaStreamConstraints) => {
    const kinds = (['audio', 'video'] as const).filter((kind) => wanted[kind])
    const fault = kinds.map((kind) => broken[kind]).find((name) => name !== undefined)
    if (fault) return Promise.reject(new DOMException('', fault))
    return Promise.resolve(new Stream(kinds.map((kind) => new Track(kind))))
  })
}

const kinds = (stream: MediaStream) => stream.getTracks().map(({ kind }) => kind)

beforeEach(() => {
  vi.resetAllMocks()
  vi.stubGlobal('MediaStream', Stream)
  vi.stubGlobal('navigator', { mediaDevices: devices })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('openDevices', () => {
  test('asks for both at once, the voice cleaned, the picture small', async () => {
    machine({})
    const { stream, problems } = await openDevices({ audio: true, video: true, audioId: 'm', videoId: 'c' })
    expect(kinds(stream)).toEqual(['audio', 'video'])
    expect(problems).toEqual({})
    expect(getUserMedia.mock.calls).toEqual([
      [
        {
          audio: {
            echoCancellation: true,
            noiseSuppression: true,
            autoGainControl: true,
            deviceId: { exact: 'm' },
          },
          video: {
            width: { ideal: 320 },
            height: { ideal: 180 },
            frameRate: { ideal: 15, max: 30 },
            deviceId: { exact: 'c' },
          },
        },
      ],
    ])
  })

  test.each([
    ['NotReadableError', 'in-use'],
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'not-found'],
  ])('a camera with %s does not cost the voice', async (fault, problem) => {
    machine({ video: fault })
    const { stream, problems } = await openDevices({ audio: true, video: true })
    expect(kinds(stream)).toEqual(['audio'])
    expect(problems).toEqual({ video: problem })
  })

  test('a microphone that fails does not cost the picture', async () => {
    machine({ audio: 'NotFoundError' })
    const { stream, problems } = await openDevices({ audio: true, video: true })
    expect(kinds(stream)).toEqual(['video'])
    expect(problems).toEqual({ audio: 'not-found' })
  })

  test('nothing works: an empty stream and both reasons, no error thrown', async () => {
    machine({ audio: 'NotAllowedError', video: 'NotAllowedError' })
    const { stream, problems } = await openDevices({ audio: true, video: true })
    expect(kinds(stream)).toEqual([])
    expect(problems).toEqual({ audio: 'denied', video: 'denied' })
  })

  test('a chosen device that was pulled out gives way to another one', async () => {
    getUserMedia.mockImplementation((wanted: { audio?: MediaTrackConstraints }) =>
      wanted.audio?.deviceId
        ? Promise.reject(new DOMException('', 'OverconstrainedError'))
        : Promise.resolve(new Stream([new Track('audio')])),
    )
    const { stream, problems } = await openDevices({ audio: true, video: false, audioId: 'gone' })
    expect(kinds(stream)).toEqual(['audio'])
    expect(problems).toEqual({})
  })

  test('nothing wanted asks nothing', async () => {
    expect(kinds((await openDevices({ audio: false, video: false })).stream)).toEqual([])
    expect(getUserMedia).not.toHaveBeenCalled()
  })

  test('a page that is not secure says so', async () => {
    vi.stubGlobal('navigator', {})
    const { problems } = await openDevices({ audio: true, video: true })
    expect(problems).toEqual({ audio: 'insecure', video: 'insecure' })
  })
})

test('devices are listed by kind, without those that the browser hides', async () => {
  devices.enumerateDevices.mockResolvedValue([
    { kind: 'audioinput', deviceId: 'm', label: 'Mic' },
    { kind: 'videoinput', deviceId: '', label: '' },
    { kind: 'audiooutput', deviceId: 's', label: 'Speaker' },
  ])
  expect(await listDevices()).toEqual({
    microphones: [{ id: 'm', label: 'Mic' }],
    cameras: [],
    speakers: [{ id: 's', label: 'Speaker' }],
  })
  devices.enumerateDevices.mockRejectedValue(new Error('no'))
  expect(await listDevices()).toEqual({ microphones: [], cameras: [], speakers: [] })
})

test('a device that comes or goes is told, until nobody listens', () => {
  const listener = vi.fn()
  const stop = watchDevices(listener)
  devices.dispatchEvent(new Event('devicechange'))
  stop()
  devices.dispatchEvent(new Event('devicechange'))
  expect(listener).toHaveBeenCalledTimes(1)
})

test('a shared screen keeps its letters sharp; choosing none is no error', async () => {
  devices.getDisplayMedia.mockResolvedValue(new Stream([new Track('video')]))
  expect(await screenTrack()).toMatchObject({ kind: 'video', contentHint: 'detail' })
  devices.getDisplayMedia.mockRejectedValue(new DOMException('', 'NotAllowedError'))
  expect(await screenTrack()).toBeNull()
})

test('an error of no known name is unknown', () => {
  expect(problemOf('odd')).toBe('unknown')
  expect(problemOf(new TypeError())).toBe('unknown')
})
