import type { Device } from '../live/protocol'
import { stopTracks, type Problem } from '../media/devices'
import type { LocalMedia as Sent } from '../media/engine'
import type { DeviceChoice } from './device-choice'
import type { Services } from './services'

type Part = 'audio' | 'video' | 'screen'

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
  readonly wish: Readonly<Record<Part, Device>> = $derived({
    audio: this.micOn && this.audio ? 'on' : this.problems.audio === 'denied' ? 'blocked' : 'off',
    video: this.video ? 'on' : this.problems.video === 'denied' ? 'blocked' : 'off',
    screen: this.screen ? 'on' : 'off',
  })
  /** The camera as a stream of its own, for our own tile. */
  readonly picture: MediaStream | null = $derived(this.video ? new MediaStream([this.video]) : null)
  private closed = false
  /** The last wish for each: the person, or a counselor, may think otherwise while a device opens. */
  private readonly wanted: Record<Part, boolean> = { audio: false, video: false, screen: false }
  /** One at a time for each device: a second click waits for the first one's answer, and no track is left behind. */
  private readonly opening = new Map<Part, Promise<boolean>>()

  constructor(
    private readonly devices: Services['devices'],
    private readonly choice: DeviceChoice,
    stream: MediaStream,
  ) {
    this.keepAudio(stream.getAudioTracks()[0] ?? null)
    this.keepVideo(stream.getVideoTracks()[0] ?? null)
    this.micOn = this.wanted.audio = choice.audio && this.audio !== null
    this.apply()
    // "Sound only" was chosen before the microphone had come.
    if (choice.audio && !this.audio) void this.microphone(true)
  }

  /** Turns the microphone on or off; false when it did not come. */
  async microphone(on: boolean): Promise<boolean> {
    this.wanted.audio = on
    if (on && !this.audio && !(await this.once('audio', () => this.openMicrophone()))) return false
    this.micOn = this.wanted.audio && this.audio !== null
    this.apply()
    return true
  }

  async camera(on: boolean): Promise<boolean> {
    this.wanted.video = on
    if (on) return this.video !== null || this.once('video', () => this.openCamera())
    this.video?.stop()
    this.video = null
    return true
  }

  async share(on: boolean): Promise<boolean> {
    this.wanted.screen = on
    if (on) return this.screen !== null || this.once('screen', () => this.openScreen())
    this.screen?.stop()
    this.screen = null
    return true
  }

  hold(held: boolean): void {
    this.held = held
    if (held) this.micOn = this.wanted.audio = false
    this.apply()
  }

  close(): void {
    this.closed = true
    for (const track of [this.audio, this.video, this.screen]) track?.stop()
    this.audio = null
    this.video = null
    this.screen = null
  }

  private once(part: Part, open: () => Promise<boolean>): Promise<boolean> {
    const known = this.opening.get(part)
    if (known) return known
    const opened = open().finally(() => this.opening.delete(part))
    this.opening.set(part, opened)
    return opened
  }

  private async openMicrophone(): Promise<boolean> {
    const { stream, problems } = await this.devices.openDevices({ ...this.choice, audio: true, video: false })
    if (this.closed) {
      stopTracks(stream)
      return false
    }
    this.problems = { ...this.problems, audio: problems.audio }
    this.keepAudio(stream.getAudioTracks()[0] ?? null)
    this.apply()
    return this.audio !== null
  }

  private async openCamera(): Promise<boolean> {
    const { stream, problems } = await this.devices.openDevices({ ...this.choice, audio: false, video: true })
    if (this.closed || !this.wanted.video) {
      stopTracks(stream)
      return !this.closed
    }
    this.problems = { ...this.problems, video: problems.video }
    this.keepVideo(stream.getVideoTracks()[0] ?? null)
    return this.video !== null
  }

  private async openScreen(): Promise<boolean> {
    const track = await this.devices.screenTrack()
    if (!track) return false
    if (this.closed || !this.wanted.screen) {
      track.stop()
      return !this.closed
    }
    // The browser has its own "stop sharing".
    track.addEventListener('ended', () => {
      if (this.screen === track) this.screen = null
    })
    this.screen = track
    return true
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
