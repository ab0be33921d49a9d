import { backoffMs } from './backoff'
import type { Clock } from './clock'
import { judgeEntry, type Verdict } from './endings'
import type { Link } from './link'
import type { ServerMessage, Welcome } from './protocol'

export interface MoveHost {
  /** Opens a connection that takes the seat back; null where there is no seat to take along. */
  resume(): Link | null
  /** Whether the old connection still serves us. */
  served(): boolean
  arrived(link: Link, welcome: Welcome): void
  /** The seat is not to be had on another node, and trying again would not help. */
  refused(verdict: Verdict): void
  /** Nothing serves us any more, and nothing is on its way. */
  stranded(): void
}

/**
 * The way from a node that drains to another: the old connection serves until the new one has welcomed us, so that
 * nobody notices. Each goes at a turn of their own, and one that does not succeed is tried again while there is time.
 */
export class Move {
  private link: Link | null = null
  private tries = 0
  private stopWaiting: (() => void) | null = null

  constructor(
    private readonly host: MoveHost,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Its turn is still to come. */
  get waiting(): boolean {
    return this.stopWaiting !== null
  }

  get underway(): boolean {
    return this.link !== null
  }

  begin(withinMs: number): void {
    this.stop()
    this.tries = 0
    this.goAfter(this.random() * withinMs)
  }

  stop(): void {
    this.stopWaiting?.()
    this.stopWaiting = null
    this.link?.drop()
    this.link = null
  }

  /** Gives the connection that is on its way to the caller; null where there is none. */
  handOver(): Link | null {
    const { link } = this
    this.link = null
    return link
  }

  /** Whether the message is of our connection, and dealt with. */
  message(from: Link, message: ServerMessage): boolean {
    if (from !== this.link) return false
    if (message.type === 'welcome') {
      this.link = null
      this.host.arrived(from, message)
    } else if (message.type === 'error') {
      const verdict = judgeEntry(message.code, true)
      if (verdict.kind === 'retry') this.tryAgain()
      else this.host.refused(verdict)
    }
    return true
  }

  /** Whether it was our connection that closed. */
  closed(which: Link): boolean {
    if (which !== this.link) return false
    this.tryAgain()
    return true
  }

  private goAfter(ms: number): void {
    this.stopWaiting = this.clock.after(ms, () => {
      this.stopWaiting = null
      this.link = this.host.served() ? this.host.resume() : null
      if (!this.link) this.host.stranded()
    })
  }

  private tryAgain(): void {
    this.stop()
    if (this.host.served()) this.goAfter(backoffMs(++this.tries, this.random))
    else this.host.stranded()
  }
}
