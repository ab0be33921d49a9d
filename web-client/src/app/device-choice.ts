/** How somebody goes in: with which devices, and which of them are on. */
export interface DeviceChoice {
  readonly audio: boolean
  readonly video: boolean
  readonly audioId?: string
  readonly videoId?: string
  /** The output device, where the browser can choose one. */
  readonly sinkId?: string
}

const KEY = 'evenkeel.devices'

/** What this browser remembers: device ids, and nothing else. */
export function rememberedDevices(): Pick<DeviceChoice, 'audioId' | 'videoId' | 'sinkId'> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof found !== 'object' || found === null) return {}
    const all = found as Record<string, unknown>
    return Object.fromEntries(
      ['audioId', 'videoId', 'sinkId'].filter((key) => typeof all[key] === 'string').map((key) => [key, all[key]]),
    )
  } catch {
    return {}
  }
}

export function rememberDevices({ audioId, videoId, sinkId }: DeviceChoice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ audioId, videoId, sinkId }))
  } catch {
    // No storage: the person chooses again next time.
  }
}

/** Only some browsers let a page choose the speaker. */
export function canChooseSpeaker(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype
}
