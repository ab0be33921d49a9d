import type { Clock } from '../live/clock'

export interface Cure {
  /** New paths for the connection that is there. */
  restart(): void
  /** A new connection in its place. */
  rebuild(): void
}

/** A connection that has not come about by then is helped. */
const START_MS = 10_000
/** Short breaks heal by themselves: a phone changing cells, a door between. */
const DISCONNECTED_MS = 3_000
const JITTER_MS = 300
/** The polite side waits a little longer, so that mostly one side alone restarts. */
const POLITE_MS = 700
/** An attempt this young is left to itself when the page wakes. */
const FRESH_MS = 3_000
const AGAIN_MS = 5_000
const LONGEST_MS = 20_000
const MAX_ATTEMPTS = 12
/** Each third attempt builds anew: what new paths could not heal twice is broken deeper. */
const REBUILD_EACH = 3

/** Decides when a dead connection is helped, and how often: limited, ever more slowly, and by chance apart. */
export class Recovery {
  private attempts = 0
  private connected = false
  private expectedAt = -Infinity
  private stop: (() => void) | null = null

  constructor(
    private readonly cure: Cure,
    private readonly polite: boolean,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** An attempt to connect begins, by whichever side. */
  expect(): void {
    this.expectedAt = this.clock.now()
    if (!this.connected) this.arm(this.waitMs())
  }

  state(state: RTCPeerConnectionState): void {
    this.connected = state === 'connected'
    if (state === 'connected') {
      this.attempts = 0
      this.cancel()
    } else if (state === 'disconnected') this.arm(DISCONNECTED_MS + this.apartMs())
    else if (state === 'failed') this.arm(this.attempts === 0 ? this.apartMs() : this.waitMs() / 2)
  }

  /** Somebody knows better than the timers: count anew, and help at once what is not connected. */
  wake(): void {
    this.attempts = 0
    if (this.connected) return
    const fresh = this.clock.now() - this.expectedAt < FRESH_MS
    this.arm(fresh ? FRESH_MS : this.random() * JITTER_MS)
  }

  /** Connected by its own word, but nothing comes through. */
  dead(): void {
    this.connected = false
    this.help()
  }

  cancel(): void {
    this.stop?.()
    this.stop = null
  }

  private arm(ms: number): void {
    this.cancel()
    if (this.attempts < MAX_ATTEMPTS) this.stop = this.clock.after(ms, () => this.help())
  }

  private help(): void {
    this.cancel()
    this.attempts += 1
    this.arm(this.waitMs())
    if (this.attempts % REBUILD_EACH === 0) this.cure.rebuild()
    else this.cure.restart()
  }

  private waitMs(): number {
    if (this.attempts === 0) return START_MS + this.apartMs()
    return Math.min(AGAIN_MS * 1.5 ** (this.attempts - 1), LONGEST_MS) * (0.75 + this.random() / 2) + this.apartMs()
  }

  private apartMs(): number {
    return this.random() * JITTER_MS + (this.polite ? POLITE_MS : 0)
  }
}
