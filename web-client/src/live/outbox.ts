import type { Clock } from './clock'
import { LiveError } from './live-session'
import type { ClientCommand, ErrorCode } from './protocol'

/** A slider or a key held down makes many updates: those of this long go as one. */
const COALESCE_MS = 100
/** No answer and no other sign of life for this long: the connection is dead, whatever the browser thinks. */
export const ANSWER_MS = 4_000
/** No answer although the server is heard: it is busy (its own deadline is 5 s), so the command fails alone. */
const PATIENCE_MS = 10_000
/** The server allows 20 a second and bursts of 60; we stay below, signalling for a full room included. */
const PER_SECOND = 18
const BURST = 50
const MAX_QUEUE = 300

type Update = Extract<ClientCommand, { type: 'update' }>
interface Waiting {
  readonly resolve: (id: number) => void
  readonly reject: (error: LiveError) => void
}
interface Queued extends Waiting {
  readonly command: ClientCommand
}
interface Sent extends Waiting {
  readonly stopClock: () => void
}

export interface Wire {
  /** Writes one frame. */
  write(text: string): void
  /** When anything was last received, ms. */
  lastHeard(): number
  /** A command went unanswered, and nothing else was heard since. */
  dead(): void
}

/** The commands on their way: numbered, paced, and each settled exactly once. */
export class Outbox {
  private nextId = 1
  private readonly sent = new Map<number, Sent>()
  private urgent: Queued[] = []
  private signals: Queued[] = []
  private update: { command: Update; waiting: Waiting[]; stop: () => void } | null = null
  private tokens = BURST
  private filledAt: number
  private stopPacing: (() => void) | null = null
  private held = false
  private whenAnswered: (() => void) | null = null

  constructor(
    private readonly wire: Wire,
    private readonly clock: Clock,
  ) {
    this.filledAt = clock.now()
  }

  /**
   * Numbers above this from now on. What our seat shows of an earlier page, which counted for itself, can so never be
   * taken for a number of ours.
   */
  startAfter(rev: number): void {
    this.nextId = Math.max(this.nextId, rev + 1)
  }

  /** Resolves at `ok`, with the number that the command had. */
  send(command: ClientCommand): Promise<number> {
    return new Promise((resolve, reject) => {
      if (command.type === 'update') this.merge(command, { resolve, reject })
      else {
        // What a person does next must not overtake what they did before; signalling is not their doing.
        if (command.type !== 'signal') this.flush()
        this.enqueue({ command, resolve, reject })
      }
    })
  }

  /** The server's answer to a command; an unknown number is an answer that came too late. */
  settle(re: number, error?: { code: ErrorCode; message: string }): void {
    const entry = this.sent.get(re)
    if (!entry) return
    this.sent.delete(re)
    entry.stopClock()
    if (error) entry.reject(new LiveError(error.code, error.message))
    else entry.resolve(re)
    this.tellAnswered()
  }

  /**
   * Nothing is sent until `release`; it waits.
   *
   * @param answered once everything that was sent has its answer; not at all where `release` comes first
   */
  hold(answered: () => void): void {
    this.held = true
    this.whenAnswered = answered
    this.tellAnswered()
  }

  release(): void {
    this.held = false
    this.whenAnswered = null
    this.pump()
  }

  /** The last number that was given. */
  get lastId(): number {
    return this.nextId - 1
  }

  /** Commands up to this number went by a connection that is gone; those after it by another. */
  rejectUpTo(id: number): void {
    for (const re of [...this.sent.keys()]) {
      if (re <= id) this.settle(re, { code: 'unavailable', message: 'not connected' })
    }
  }

  /** The connection is gone: whatever was not answered is not known to have happened. */
  rejectAll(): void {
    const waiting: Waiting[] = [...this.sent.values(), ...this.urgent, ...this.signals]
    if (this.update) waiting.push(...this.update.waiting)
    for (const { stopClock } of this.sent.values()) stopClock()
    this.update?.stop()
    this.stopPacing?.()
    this.held = false
    this.whenAnswered = null
    this.sent.clear()
    this.urgent = []
    this.signals = []
    this.update = null
    this.stopPacing = null
    for (const { reject } of waiting) reject(new LiveError('unavailable', 'not connected'))
  }

  /** A new connection has a new allowance at the server. */
  refill(): void {
    this.tokens = BURST
    this.filledAt = this.clock.now()
  }

  /** Sends a held update now. */
  flush(): void {
    if (!this.update) return
    const { command, waiting, stop } = this.update
    this.update = null
    stop()
    this.enqueue({
      command,
      resolve: (id) => waiting.forEach(({ resolve }) => resolve(id)),
      reject: (error) => waiting.forEach(({ reject }) => reject(error)),
    })
  }

  private merge(command: Update, waiting: Waiting): void {
    if (this.update) {
      this.update.command = { ...this.update.command, ...command }
      this.update.waiting.push(waiting)
      return
    }
    const stop = this.clock.after(COALESCE_MS, () => this.flush())
    this.update = { command, waiting: [waiting], stop }
  }

  private enqueue(entry: Queued): void {
    const queue = entry.command.type === 'signal' ? this.signals : this.urgent
    if (queue.length >= MAX_QUEUE) entry.reject(new LiveError('rate-limited', 'too many at once'))
    else queue.push(entry)
    this.pump()
  }

  private tellAnswered(): void {
    if (this.sent.size > 0) return
    const tell = this.whenAnswered
    this.whenAnswered = null
    tell?.()
  }

  private pump(): void {
    if (this.held) return
    const now = this.clock.now()
    this.tokens = Math.min(BURST, this.tokens + (Math.max(0, now - this.filledAt) * PER_SECOND) / 1_000)
    this.filledAt = now
    while (this.tokens >= 1) {
      const entry = this.urgent.shift() ?? this.signals.shift()
      if (!entry) return
      this.tokens -= 1
      this.write(entry)
    }
    if (this.stopPacing || this.urgent.length + this.signals.length === 0) return
    this.stopPacing = this.clock.after(Math.ceil(((1 - this.tokens) * 1_000) / PER_SECOND), () => {
      this.stopPacing = null
      this.pump()
    })
  }

  private write({ command, resolve, reject }: Queued): void {
    const id = this.nextId++
    const sentAt = this.clock.now()
    let stopClock = this.clock.after(ANSWER_MS, () => {
      if (this.wire.lastHeard() <= sentAt) return this.wire.dead()
      stopClock = this.clock.after(PATIENCE_MS - ANSWER_MS, () =>
        this.settle(id, { code: 'unavailable', message: 'no answer' }),
      )
    })
    this.sent.set(id, { resolve, reject, stopClock: () => stopClock() })
    this.wire.write(JSON.stringify({ id, ...command }))
  }
}
