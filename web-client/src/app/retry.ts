import { backoffMs } from '../live/backoff'
import { browserClock, type Clock } from '../live/clock'
import type { ErrorCode } from '../live/protocol'

/** The ladder's first steps are for a connection that came back; a server that is busy is asked after a second. */
const FIRST_STEP = 2
/** About three quarters of a minute, and then only with something new to say. */
const MOST_TRIES = 10

/** Whether the server may take the same words a little later. */
export function passes(code: ErrorCode): boolean {
  return code === 'rate-limited' || code === 'unavailable'
}

/** Says again, ever more slowly and not for ever, what did not get through. One try is under way at a time. */
export class Retry {
  private tries = 0
  private words = ''
  private cancel: (() => void) | null = null

  constructor(
    private readonly action: () => void,
    private readonly clock: Clock = browserClock,
    private readonly random: () => number = Math.random,
  ) {}

  /** Plans the next try; other words than the last time have all their tries before them. */
  later(words: string): void {
    if (words !== this.words) this.tries = 0
    this.words = words
    if (this.cancel || this.tries >= MOST_TRIES) return
    this.cancel = this.clock.after(backoffMs(FIRST_STEP + this.tries++, this.random), () => {
      this.cancel = null
      this.action()
    })
  }

  /** It got through, or there is nothing to be said any more. */
  done(): void {
    this.cancel?.()
    this.cancel = null
    this.tries = 0
  }
}
