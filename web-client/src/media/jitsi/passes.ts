import type { Clock } from '../../live/clock'
import type { JitsiOffer } from '../../live/protocol'
import type { AskPass } from '../engine'
import type { Pass } from './call'

/** A pass is good for a minute at least; our own clock, by which it would be reckoned, may be wrong. */
const FRESH_MS = 30_000
const DEADLINE_MS = 8_000

/** The passes for the media: one for each call, kept when one comes unasked, and asked for when there is none. */
export class Passes {
  private offered: { readonly pass: Pass; readonly at: number } | null = null
  private spent = ''
  private waiting: ((pass: Pass) => void) | null = null
  private stopWaiting: (() => void) | null = null

  constructor(
    private readonly ask: AskPass,
    private readonly clock: Clock,
  ) {}

  take(offer: JitsiOffer): void {
    const { room, token } = offer
    // The same one is told of with every change of the room; it gets no younger by that.
    if (!room || !token || token === this.spent || token === this.offered?.pass.token) return
    const pass: Pass = { ...offer, room, token }
    this.offered = { pass, at: this.clock.now() }
    this.waiting?.(pass)
  }

  /** Gives each pass once. Rejects when none comes. */
  async next(): Promise<Pass> {
    const { offered } = this
    const fresh = offered && this.clock.now() - offered.at < FRESH_MS
    const pass = fresh ? offered.pass : await this.fetch()
    this.offered = null
    this.spent = pass.token
    return pass
  }

  /** Nobody waits any more. */
  close(): void {
    this.stopWaiting?.()
    this.waiting = null
  }

  private fetch(): Promise<Pass> {
    this.close()
    return new Promise((resolve, reject) => {
      const settle = (action: () => void): void => {
        stop()
        if (this.waiting === mine) this.waiting = null
        action()
      }
      const mine = (pass: Pass): void => settle(() => resolve(pass))
      const stop = this.clock.after(DEADLINE_MS, () => settle(() => reject(new Error('no pass came'))))
      this.stopWaiting = stop
      this.waiting = mine
      // The answer itself comes as an offer, perhaps a moment after the "ok".
      this.ask().catch((error: unknown) => settle(() => reject(error)))
    })
  }
}
