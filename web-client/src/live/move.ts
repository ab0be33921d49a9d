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
  /** What was said over the old connection will not be answered any more. */
  parted(): void
  /** Nothing more is said until `release`; `answered` once all that was said has its answer. */
  hold(answered: () => void): void
  release(): void
}

/** So long is waited for the answers to what was said, before the seat is taken along. */
const ANSWERED_MS = 500
/** So long may what is said meanwhile wait for the other node; then it goes by the old connection after all. */
const HELD_MS = 1_000

/** So long may answers and words that were under way by the old connection arrive. */
const PARTING_MS = 2_000
/** What is still taken from the old connection: it is told once, and to that connection alone. */
const LATE: ReadonlySet<string> = new Set(['chat', 'alert', 'signal', 'ok', 'error'])

/**
 * The way from a node that drains to another: the old connection serves until the new one has welcomed us, so that
 * nobody notices. Each goes at a turn of their own, and one that does not succeed is tried again while there is time.
 *
 * A command that reaches the old node after the seat has moved is refused there. So when it is our turn nothing more is
 * said until we are on the other node, and we go once everything has its answer.
 */
export class Move {
  private link: Link | null = null
  private old: Link | null = null
  private tries = 0
  /** Another node that drains too, and what it said of it. */
  private onwardMs: number | null = null
  private stopWaiting: (() => void) | null = null
  private stopParting: (() => void) | null = null
  private stopHolding: (() => void) | null = null

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

  /** Another node may have given the seat to a connection of ours that did not hold. */
  get asked(): boolean {
    return this.tries > 0
  }

  /** Whether it is the old connection, which may still bring what was under way. */
  leaves(link: Link): boolean {
    return link === this.old
  }

  begin(withinMs: number): void {
    this.stop()
    this.goAfter(this.random() * withinMs)
  }

  stop(): void {
    this.stopWaiting?.()
    this.stopWaiting = null
    this.dropLink()
    this.tries = 0
    this.parted()
  }

  /** We are where we wanted to go; the old connection may still bring what was under way. */
  part(old: Link | null): void {
    this.parted()
    this.tries = 0
    if (!old) return this.host.parted()
    this.old = old
    this.stopParting = this.clock.after(PARTING_MS, () => this.parted())
  }

  /** Says something that must not be missed, whichever connection it is that counts. */
  say(text: string): void {
    this.link?.write(text)
  }

  /** Gives the connection that is on its way to the caller; null where there is none. */
  handOver(): Link | null {
    const { link } = this
    this.link = null
    // What it says from now on is no word about a move: another device that takes the seat may keep it.
    this.tries = 0
    return link
  }

  /** Whether the message is of our connection, and dealt with. */
  message(from: Link, message: ServerMessage): boolean {
    if (from === this.old) return !LATE.has(message.type)
    if (from !== this.link) return false
    if (message.type === 'welcome') {
      const onwardMs = this.onwardMs
      this.link = this.onwardMs = null
      this.host.arrived(from, message)
      this.release()
      if (onwardMs !== null) this.begin(onwardMs)
    } else if (message.type === 'bye') {
      if (message.reason === 'draining') this.onwardMs = Math.max(0, message.retryMs || 0)
      else this.host.refused({ kind: 'final', ending: { kind: 'bye', reason: message.reason } })
    } else if (message.type === 'error') {
      const verdict = judgeEntry(message.code, true)
      if (verdict.kind === 'retry') this.tryAgain()
      else this.host.refused(verdict)
    }
    return true
  }

  /** Whether it was our connection that closed. */
  closed(which: Link): boolean {
    if (which === this.old) {
      this.parted()
      return true
    }
    if (which !== this.link) return false
    this.tryAgain()
    return true
  }

  private goAfter(ms: number): void {
    this.stopWaiting = this.clock.after(ms, () => {
      this.stopWaiting = this.clock.after(ANSWERED_MS, () => this.go())
      this.host.hold(() => this.go())
    })
  }

  private go(): void {
    // Once for each turn: an answer that comes when we have gone without it is no reason to go again.
    if (!this.stopWaiting) return
    this.stopWaiting()
    this.stopWaiting = null
    this.stopHolding = this.clock.after(HELD_MS, () => this.release())
    this.link = this.host.served() ? this.host.resume() : null
    this.tries += 1
    if (!this.link) this.host.stranded()
  }

  private release(): void {
    this.stopHolding?.()
    this.stopHolding = null
    this.host.release()
  }

  private tryAgain(): void {
    this.dropLink()
    if (this.host.served()) this.goAfter(backoffMs(this.tries, this.random))
    else this.host.stranded()
  }

  private dropLink(): void {
    this.release()
    this.link?.drop()
    this.link = null
    this.onwardMs = null
  }

  private parted(): void {
    if (!this.stopParting) return
    this.stopParting()
    this.stopParting = null
    this.old?.drop()
    this.old = null
    this.host.parted()
  }
}
