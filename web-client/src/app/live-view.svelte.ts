import { LiveError, ownSeat, type ChatLine, type LiveSession, type LiveState } from '../live/live-session'
import type { ClientCommand, ErrorCode, Seat } from '../live/protocol'
import { isAdmitted, leads, rememberAdmitted } from './seats'

/** Older lines than these go: a long evening must not fill a phone's memory. */
const MOST_LINES = 300

export interface DistressAlert {
  readonly key: number
  readonly from: string
  readonly name: string
  readonly at: string
}

/** What the screens of one live session look at. Made when somebody joins; `close` ends every subscription. */
export class LiveView {
  state: LiveState = $state.raw() as LiveState
  lines: readonly ChatLine[] = $state.raw([])
  alerts: readonly DistressAlert[] = $state.raw([])
  /** When somebody without a seat here was last found on the media, until it has been seen. */
  stranger: string | null = $state(null)
  /** Lines that came since the chat was last looked at. */
  unread = $state(0)
  /** Whether each seat is past the waiting room; outlives its reconnecting, when the state no longer tells. */
  admitted: ReadonlyMap<string, boolean> = $state.raw(new Map())
  readonly own: Seat | undefined = $derived(ownSeat(this.state))
  readonly leads: boolean = $derived(this.own !== undefined && leads(this.own.role))
  readonly inRoom: boolean = $derived(this.own !== undefined && isAdmitted(this.own, this.admitted))
  /** Names stay known after somebody left, for the lines they wrote. */
  private readonly names = new Map<string, string>()
  private readonly stops: (() => void)[] = []
  private nextKey = 1

  constructor(readonly session: LiveSession) {
    this.take(session.state)
    this.stops.push(
      session.subscribe((state) => this.take(state)),
      session.onChat((line) => this.chat(line)),
      session.onDistress((from, at) => {
        const alert = { key: this.nextKey++, from, name: this.nameOf(from) ?? '', at }
        // One for each seat, the latest: whoever calls often pushes nobody else's call off the screen.
        this.alerts = [...this.alerts.filter((each) => each.from !== from), alert]
      }),
      session.onStranger((at) => (this.stranger = at)),
    )
  }

  nameOf(seatId: string): string | undefined {
    return this.names.get(seatId)
  }

  /** Sends, and tells whether it got through. */
  async send(command: ClientCommand): Promise<'ok' | ErrorCode> {
    const result = await this.deliver(command)
    return typeof result === 'number' ? 'ok' : result
  }

  /** Sends an update of our own seat, which has it from the `rev` on that is the answer. */
  update(change: Omit<Extract<ClientCommand, { type: 'update' }>, 'type'>): Promise<number | ErrorCode> {
    return this.deliver({ type: 'update', ...change })
  }

  dismiss(key: number): void {
    this.alerts = this.alerts.filter((alert) => alert.key !== key)
  }

  close(): void {
    for (const stop of this.stops) stop()
  }

  private async deliver(command: ClientCommand): Promise<number | ErrorCode> {
    try {
      return await this.session.send(command)
    } catch (error) {
      return error instanceof LiveError ? error.code : 'unavailable'
    }
  }

  private take(state: LiveState): void {
    if (state.room) {
      this.admitted = rememberAdmitted(this.admitted, state.room.seats)
      for (const seat of state.room.seats) this.names.set(seat.id, seat.name)
    }
    this.state = state
  }

  private chat(line: ChatLine): void {
    if (this.lines.some((known) => known.id === line.id)) return
    this.lines = [...this.lines, line].slice(-MOST_LINES)
    if (line.from !== this.state.seatId) this.unread += 1
  }
}
