import { meter } from './level'
import { hear, SILENT, type Voice } from './speaking'

/** A level that does not change its time mark is old: nothing has been played since. */
const STALE_MS = 1_000

/** One other person's voice, read from the receiver: no audio graph, no report, next to no cost. */
export class ReceiverLevel {
  voice: Voice = SILENT
  private mark = -1
  private markedAt = -Infinity

  measure(receiver: RTCRtpReceiver | null, now: number): Voice {
    const source = receiver?.getSynchronizationSources()[0]
    if (source && source.timestamp !== this.mark) {
      this.mark = source.timestamp
      this.markedAt = now
    }
    const level = source && now - this.markedAt < STALE_MS ? (source.audioLevel ?? 0) : 0
    return this.hear(level, now)
  }

  /** A level that somebody else has measured. */
  hear(level: number, now: number): Voice {
    this.voice = hear(this.voice, level, now)
    return this.voice
  }
}

/** Our own voice, from the microphone as it is sent. */
export class OwnLevel {
  voice: Voice = SILENT
  private track: MediaStreamTrack | null = null
  private stop: (() => void) | null = null

  constructor(private readonly now: () => number) {}

  use(track: MediaStreamTrack | null): void {
    if (track === this.track) return
    this.close()
    this.track = track
    if (track) {
      this.stop = meter(track, (level) => {
        this.voice = hear(this.voice, track.enabled ? level : 0, this.now())
      })
    }
  }

  close(): void {
    this.stop?.()
    this.stop = null
    this.track = null
    this.voice = SILENT
  }
}
