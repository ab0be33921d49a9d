import type { Clock } from '../../live/clock'
import type { LocalMedia } from '../engine'
import type { JitsiConference, JitsiLocalTrack, JitsiMeetJS } from './types'

type Slot = 'audio' | 'camera' | 'desktop'
type Wish = Readonly<Record<Slot, MediaStreamTrack | null>>

/** The camera goes before the screen comes: one picture of each person. */
const SLOTS: readonly Slot[] = ['audio', 'camera', 'desktop']
const NOTHING: Wish = { audio: null, camera: null, desktop: null }
const AGAIN_MS = 2_000
const MOST_TRIES = 4

/**
 * The library's own object for each of our tracks. It is never disposed of, since that would stop a track that is not
 * the library's, and it is kept, since each registers itself for ever at the library's device list.
 */
const made = new WeakMap<MediaStreamTrack, JitsiLocalTrack>()

/** What we send to a conference: brought into line with what we want to send, one change after the other. */
export class LocalTracks {
  /** A track could not be sent, for all we tried. */
  failed = false
  private wish: Wish = NOTHING
  private readonly sent: Record<Slot, MediaStreamTrack | null> = { ...NOTHING }
  private working = false
  private tries = 0
  private closed = false
  private stopAgain: (() => void) | null = null

  constructor(
    private readonly library: JitsiMeetJS,
    private readonly conference: JitsiConference,
    private readonly clock: Clock,
    private readonly changed: () => void,
  ) {}

  send({ audio, video, screen }: LocalMedia): void {
    const wish = { audio, camera: screen ? null : video, desktop: screen }
    if (SLOTS.every((slot) => wish[slot] === this.wish[slot])) return
    this.wish = wish
    this.tries = 0
    void this.work()
  }

  /** The videobridge would not take a track of this kind. */
  refused(): void {
    this.say(true)
  }

  close(): void {
    this.closed = true
    this.stopAgain?.()
  }

  private async work(): Promise<void> {
    if (this.working || this.closed) return
    this.working = true
    this.stopAgain?.()
    this.stopAgain = null
    let trouble = false
    for (let slot = this.next(trouble); slot && !this.closed; slot = this.next(trouble)) {
      try {
        await this.change(slot)
      } catch {
        // Without an end to it here: what does not go now is tried again after a while.
        trouble = true
      }
    }
    this.working = false
    if (this.closed) return
    if (trouble && ++this.tries < MOST_TRIES) {
      this.stopAgain = this.clock.after(AGAIN_MS, () => void this.work())
    } else this.say(trouble)
  }

  private next(trouble: boolean): Slot | undefined {
    return trouble ? undefined : SLOTS.find((slot) => this.sent[slot] !== this.wish[slot])
  }

  private async change(slot: Slot): Promise<void> {
    const before = this.sent[slot]
    const after = this.wish[slot]
    const old = before && made.get(before)
    const fresh = after && this.make(after, slot)
    if (old && fresh) await this.conference.replaceTrack(old, fresh)
    else if (old) await this.conference.removeTrack(old)
    else if (fresh) await this.conference.addTrack(fresh)
    this.sent[slot] = after
  }

  private make(track: MediaStreamTrack, slot: Slot): JitsiLocalTrack {
    const kept = made.get(track)
    if (kept) return kept
    const audio = slot === 'audio'
    const height = track.getSettings().height ?? 180
    const [fresh] = this.library.createLocalTracksFromMediaStreams([
      {
        stream: new MediaStream([track]),
        sourceType: audio ? 'mic' : slot,
        mediaType: audio ? 'audio' : 'video',
        ...(audio ? {} : { videoType: slot }),
        // Asked for where the browser does not tell what the camera was asked for.
        constraints: { height: { ideal: height }, width: { ideal: Math.round((height * 16) / 9) } },
      },
    ])
    if (!fresh) throw new Error('no track')
    made.set(track, fresh)
    return fresh
  }

  private say(failed: boolean): void {
    if (failed === this.failed) return
    this.failed = failed
    this.changed()
  }
}

/**
 * A host's `mute` comes over our own connection, and is obeyed by whoever holds the device. What was muted by Jitsi's own
 * means is let go, as if it had been pulled out: so the screen says that it is off, and never that it is on.
 */
export function letGo(track: MediaStreamTrack): void {
  track.stop()
  // A track does not tell of its own end when it was stopped from within.
  track.dispatchEvent(new Event('ended'))
}
