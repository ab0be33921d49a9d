import type { Device } from '../live/protocol'
import type { Problem } from '../media/devices'
import type { LocalMedia as Sent } from '../media/engine'
import type { DeviceChoice } from '../screens/devices/device-choice'
import type { Services } from './services'

/**
 * Our own microphone, camera and screen. A muted microphone keeps its track, disabled, so that the voice is back at
 * once; a camera that is off is let go, so that its light goes out.
 */
export class LocalMedia {
  audio: MediaStreamTrack | null = $state.raw(null)
  video: MediaStreamTrack | null = $state.raw(null)
  screen: MediaStreamTrack | null = $state.raw(null)
  micOn = $state(false)
  /** While the room is frozen no sound goes out, whatever else is set. */
  held = $state(false)
  problems: { audio?: Problem; video?: Problem } = $state.raw({})
  readonly sent: Sent = $derived({ audio: this.audio, video: this.video, screen: this.screen })
  readonly wish: Readonly<Record<'audio' | 'video' | 'screen', Device>> = $derived({
    audio: this.micOn && this.audio ? 'on' : this.problems.audio === 'denied' ? 'blocked' : 'off',
    video: this.video ? 'on' : this.problems.video === 'denied' ? 'blocked' : 'off',
    screen: this.screen ? 'on' : 'off',
  })
  /** The camera as a stream of its own, for our own tile. */
  readonly picture: MediaStream | null = $derived(this.video ? new MediaStream([this.video]) : null)
  private closed = false

  constructor(
    private readonly devices: Services['devices'],
    private readonly choice: DeviceChoice,
    stream: MediaStream,
  ) {
    this.keepAudio(stream.getAudioTracks()[0] ?? null)
    this.keepVideo(stream.getVideoTracks()[0] ?? null)
    this.micOn = choice.audio && this.audio !== null
    this.apply()
    // "Sound only" was chosen before the microphone had come.
    if (choice.audio && !this.audio) void this.microphone(true)
  }

  /** Turns the microphone on or off; false when it did not come. */
  async microphone(on: boolean): Promise<boolean> {
    if (on && !this.audio) {
      const { stream, problems } = await this.devices.openDevices({
        ...this.choice,
        audio: true,
        video: false,
      })
      if (this.closed) return stopAll(stream)
      this.problems = { ...this.problems, audio: problems.audio }
      this.keepAudio(stream.getAudioTracks()[0] ?? null)
      if (!this.audio) return false
    }
    this.micOn = on
    this.apply()
    return true
  }

  async camera(on: boolean): Promise<boolean> {
    if (!on) {
      this.video?.stop()
      this.video = null
      return true
    }
    if (this.video) return true
    const { stream, problems } = await this.devices.openDevices({ ...this.choice, audio: false, video: true })
    if (this.closed || this.video) return stopAll(stream)
    this.problems = { ...this.problems, video: problems.video }
    this.keepVideo(stream.getVideoTracks()[0] ?? null)
    return this.video !== null
  }

  async share(on: boolean): Promise<boolean> {
    if (!on) {
      this.screen?.stop()
      this.screen = null
      return true
    }
    const track = await this.devices.screenTrack()
    if (!track) return false
    if (this.closed) {
      track.stop()
      return false
    }
    // The browser has its own "stop sharing".
    track.addEventListener('ended', () => {
      if (this.screen === track) this.screen = null
    })
    this.screen = track
    return true
  }

  hold(held: boolean): void {
    this.held = held
    if (held) this.micOn = false
    this.apply()
  }

  close(): void {
    this.closed = true
    for (const track of [this.audio, this.video, this.screen]) track?.stop()
    this.audio = null
    this.video = null
    this.screen = null
  }

  private apply(): void {
    if (this.audio) this.audio.enabled = this.micOn && !this.held
  }

  private keepAudio(track: MediaStreamTrack | null): void {
    // A headset that is pulled out ends its track: say so, instead of "on" without a voice.
    track?.addEventListener('ended', () => {
      if (this.audio !== track) return
      this.audio = null
      this.micOn = false
    })
    this.audio = track
  }

  private keepVideo(track: MediaStreamTrack | null): void {
    track?.addEventListener('ended', () => {
      if (this.video === track) this.video = null
    })
    this.video = track
  }
}

function stopAll(stream: MediaStream): false {
  stream.getTracks().forEach((track) => track.stop())
  return false
}
