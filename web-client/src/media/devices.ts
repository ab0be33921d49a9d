/** Why a camera or a microphone does not come. */
export type Problem = 'denied' | 'not-found' | 'in-use' | 'insecure' | 'unknown'

export interface Devices {
  readonly microphones: readonly DeviceChoice[]
  readonly cameras: readonly DeviceChoice[]
  readonly speakers: readonly DeviceChoice[]
}

/** `label` is empty until the person has allowed a device: browsers hide the names before. */
export interface DeviceChoice {
  readonly id: string
  readonly label: string
}

export interface Wanted {
  readonly audio: boolean
  readonly video: boolean
  readonly audioId?: string
  readonly videoId?: string
}

export interface Opened {
  /** Whatever came; perhaps nothing. */
  readonly stream: MediaStream
  readonly problems: { readonly audio?: Problem; readonly video?: Problem }
}

/** The devices of this machine, by kind; empty where the browser does not tell. */
export async function listDevices(): Promise<Devices> {
  const all = await mediaDevices()
    ?.enumerateDevices()
    .catch(() => [])
  const of = (kind: MediaDeviceKind): DeviceChoice[] =>
    (all ?? [])
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ id: deviceId, label }))
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') }
}

/**
 * Opens what is wanted: both with one question to the person, and when that fails each by itself, so that a broken
 * camera does not cost the voice. Never rejects: what did not come is named in `problems`.
 */
export async function openDevices(wanted: Wanted): Promise<Opened> {
  const devices = mediaDevices()
  const audio = wanted.audio ? audioConstraints(wanted.audioId) : undefined
  const video = wanted.video ? videoConstraints(wanted.videoId) : undefined
  if (!audio && !video) return { stream: new MediaStream(), problems: {} }
  if (!devices) {
    return {
      stream: new MediaStream(),
      problems: { ...(audio && { audio: 'insecure' }), ...(video && { video: 'insecure' }) },
    }
  }
  if (audio && video) {
    try {
      return { stream: await devices.getUserMedia({ audio, video }), problems: {} }
    } catch {
      // One of the two is to blame; below we learn which.
    }
  }
  const stream = new MediaStream()
  const problems: { audio?: Problem; video?: Problem } = {}
  for (const [kind, constraints] of [
    ['audio', audio],
    ['video', video],
  ] as const) {
    if (!constraints) continue
    const opened = await openOne(devices, kind, constraints)
    if (typeof opened === 'string') problems[kind] = opened
    else stream.addTrack(opened)
  }
  return { stream, problems }
}

/** Lets go of everything in a stream, so that no light stays on. */
export function stopTracks(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop())
}

/** Tells when a device was plugged in or pulled out; returns the way to stop. */
export function watchDevices(listener: () => void): () => void {
  const devices = mediaDevices()
  devices?.addEventListener('devicechange', listener)
  return () => devices?.removeEventListener('devicechange', listener)
}

/** A screen or window that the person chooses, or null when they chose none. */
export async function screenTrack(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await mediaDevices()?.getDisplayMedia({
      video: { frameRate: { max: 5 }, width: { max: 1920 }, height: { max: 1080 } },
      audio: false,
    })
    const track = stream?.getVideoTracks()[0] ?? null
    if (track) track.contentHint = 'detail'
    return track
  } catch {
    return null
  }
}

/** The plain meaning of what getUserMedia throws. */
export function problemOf(error: unknown): Problem {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return 'denied'
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'not-found'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use'
    case 'SecurityError':
      return 'insecure'
    default:
      return 'unknown'
  }
}

async function openOne(
  devices: MediaDevices,
  kind: 'audio' | 'video',
  constraints: MediaTrackConstraints,
): Promise<MediaStreamTrack | Problem> {
  const open = async (wanted: MediaTrackConstraints): Promise<MediaStreamTrack | Problem> => {
    const stream = await devices.getUserMedia({ [kind]: wanted })
    return stream.getTracks().find((track) => track.kind === kind) ?? 'not-found'
  }
  try {
    return await open(constraints)
  } catch (error) {
    // The chosen device was pulled out, or is another program's: any other one is better than none.
    const problem = problemOf(error)
    if (problem === 'denied' || problem === 'insecure' || constraints.deviceId === undefined) return problem
    const { deviceId: _chosen, ...anyDevice } = constraints
    return open(anyDevice).catch(problemOf)
  }
}

function mediaDevices(): MediaDevices | undefined {
  // Missing on a page that is not secure.
  return (navigator as Partial<Navigator>).mediaDevices
}

function audioConstraints(id?: string): MediaTrackConstraints {
  return { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...exactly(id) }
}

function videoConstraints(id?: string): MediaTrackConstraints {
  return { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: 15, max: 30 }, ...exactly(id) }
}

function exactly(id?: string): MediaTrackConstraints {
  return id ? { deviceId: { exact: id } } : {}
}
