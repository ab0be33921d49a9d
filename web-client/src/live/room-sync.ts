import type { Clock } from './clock'
import type { Room } from './protocol'
import { applyChange, type Change } from './room-copy'

/** A browser does not show the server's pings to a page, so quiet this long makes us ask. */
const QUIET_MS = 10_000

export interface SyncHost {
  room(): Room | null
  setRoom(room: Room): void
  /** Sends `resync`; settles with its answer. */
  ask(): Promise<unknown>
  /** When anything was last received, ms. */
  lastHeard(): number
}

/** Keeps our copy of the room true while joined: applies changes, and asks for a snapshot where one was missed. */
export class RoomSync {
  /** Grows with each start and stop: an answer of an earlier connection finds itself out of date. */
  private run = 0
  private asking = false
  private missed = false
  private again = 0
  private stopQuiet: (() => void) | null = null
  private stopAgain: (() => void) | null = null

  constructor(
    private readonly host: SyncHost,
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  start(pingMs: number): void {
    this.stop()
    this.listenForQuiet(Math.max(QUIET_MS, 2 * pingMs))
  }

  stop(): void {
    this.run += 1
    this.stopQuiet?.()
    this.stopAgain?.()
    this.stopQuiet = this.stopAgain = null
    this.asking = this.missed = false
    this.again = 0
  }

  change(change: Change): void {
    const before = this.host.room()
    if (!before) return
    const room = applyChange(before, change)
    if (room === 'gap') {
      this.missed = true
      this.probe()
    } else if (room !== before) this.host.setRoom(room)
  }

  snapshot(room: Room): void {
    this.missed = false
    this.host.setRoom(room)
  }

  /** Asks for a snapshot, one at a time; again, ever more slowly, while one is owed to us. */
  probe(): void {
    if (this.asking) return
    this.stopAgain?.()
    this.stopAgain = null
    this.asking = true
    const mine = this.run
    const answered = (): void => {
      if (mine !== this.run) return
      this.asking = false
      if (this.missed) this.probeLater()
      else this.again = 0
    }
    this.host.ask().then(answered, answered)
  }

  private probeLater(): void {
    const step = Math.min(this.again++, 4)
    this.stopAgain = this.clock.after(500 * 2 ** step * (1 + this.random()), () => {
      if (this.missed) this.probe()
    })
  }

  /**
   * A dead network can look like a quiet room. After twice the ping interval without a frame we ask for a snapshot:
   * it is the one command that changes nothing, and its answer repairs whatever was lost. At most one in 10 s.
   */
  private listenForQuiet(quietMs: number): void {
    const wait = (ms: number): void => {
      this.stopQuiet = this.clock.after(ms, () => {
        const left = quietMs - (this.clock.now() - this.host.lastHeard())
        wait(left > 0 ? left : quietMs)
        if (left <= 0) this.probe()
      })
    }
    wait(quietMs)
  }
}
