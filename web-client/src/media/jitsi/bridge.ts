import type { Clock } from '../../live/clock'
import type { JitsiOffer, Seat } from '../../live/protocol'
import type { AskPass, Ladder, LocalMedia, MediaNote } from '../engine'
import { Call, type CallEnd, type Pass } from './call'
import { receiverConstraints } from './constraints'
import { Encryption } from './encryption'
import { Incoming } from './incoming'
import { LocalTracks } from './local-tracks'
import { Passes } from './passes'
import { judgeFailure, LONG_MS, startPatience, type Patience } from './patience'
import type { JitsiConference, JitsiMeetJS } from './types'

/** `connecting`: not yet, or not at the moment. `off`: given up for now, and tried again from time to time. */
export type BridgeState = 'connecting' | 'on' | 'off'

export interface BridgeDeps {
  readonly clock: Clock
  readonly random: () => number
  readonly loadLibrary: (offer: JitsiOffer, clock: Clock) => Promise<JitsiMeetJS>
}

/** What held this long was no lucky moment: the next failure begins to count anew. */
const STABLE_MS = 30_000
/** The least time between two tries that the page's events cause. */
const WAKE_MS = 5_000
const MOVE_JITTER_MS = 300
/** Who somebody is comes along with them; a little is given all the same. */
const NAMELESS_MS = 4_000

/** A conference with all that belongs to it and ends with it; the last two from the moment on when we are in it. */
interface Running {
  readonly conference: JitsiConference
  readonly incoming: Incoming
  tracks?: LocalTracks
  encryption?: Encryption
}

/** Our way to the videobridge, through all the calls that it takes. */
export class Bridge {
  state: BridgeState = 'connecting'
  private running: Running | null = null
  private call: Call | null = null
  private room = ''
  private readonly passes: Passes
  private patience: Patience
  /** Grows with each try and each end of one: what an earlier one still brings finds itself out of date. */
  private run = 0
  private triedAt = -Infinity
  private onAt = 0
  private seats: readonly Seat[] = []
  private media: LocalMedia = { audio: null, video: null, screen: null }
  private takes: Ladder = 'full'
  /** The seat that the screen shows large. */
  private large: string | null = null
  /** Not to be tried again in this room. */
  private unfit = false
  private closed = false
  /** Media have not flowed for longer than anybody waits without asking why. */
  private slow = false
  private stopSlow: (() => void) | null = null
  private stopAgain: (() => void) | null = null
  private stopNameless: (() => void) | null = null

  constructor(
    private offered: JitsiOffer,
    askPass: AskPass,
    private readonly deps: BridgeDeps,
    private readonly changed: () => void,
  ) {
    this.passes = new Passes(askPass, deps.clock)
    this.patience = startPatience(deps.clock.now())
    this.passes.take(offered)
    this.watch()
    void this.attempt()
  }

  /** What the conference brings; null where there is none. */
  get incoming(): Incoming | null {
    return this.state === 'on' ? (this.running?.incoming ?? null) : null
  }

  get interrupted(): boolean {
    return this.call?.interrupted ?? false
  }

  get notes(): MediaNote[] {
    const slow = this.slow ? ['slow' as const] : []
    if (this.state !== 'on' || !this.running) return slow
    const { tracks, encryption } = this.running
    return [...slow, ...(tracks?.failed ? ['not-sent' as const] : []), ...(encryption?.note ? [encryption.note] : [])]
  }

  /** A pass for the room that we are in is for later. One for another room means that the media have moved: all go. */
  offer(offer: JitsiOffer): void {
    if (offer === this.offered) return
    this.offered = offer
    this.passes.take(offer)
    if (offer.room === undefined || offer.room === this.room) return
    // A try that is under way takes the pass along.
    if (!this.call && !this.stopAgain && !this.unfit) return
    this.unfit = false
    this.room = offer.room
    if (this.call) this.patience = startPatience(this.deps.clock.now())
    this.end()
    // Until the new call is on, nothing is carried; whoever has fallen back stays there until it is.
    if (this.state === 'on') this.become('connecting')
    this.later(this.deps.random() * MOVE_JITTER_MS)
  }

  /** The seats whose media come this way. */
  use(seats: readonly Seat[]): void {
    this.seats = seats
    this.running?.incoming.use(seats)
    this.running?.encryption?.look()
    this.constrain()
  }

  send(media: LocalMedia): void {
    this.media = media
    this.running?.tracks?.send(media)
  }

  take(ladder: Ladder): void {
    this.takes = ladder
    this.constrain()
  }

  front(seatId: string | null): void {
    this.large = seatId
    this.constrain()
  }

  /** Somebody knows that the network may have changed: what waits is tried at once. */
  wake(): void {
    if (this.stopAgain && this.deps.clock.now() - this.triedAt >= WAKE_MS) this.later(0)
  }

  close(): void {
    this.closed = true
    this.stopAgain?.()
    this.stopSlow?.()
    this.passes.close()
    this.end()
  }

  private async attempt(): Promise<void> {
    const mine = ++this.run
    this.triedAt = this.deps.clock.now()
    try {
      const library = await this.deps.loadLibrary(this.offered, this.deps.clock)
      if (mine !== this.run) return
      const pass = await this.passes.next()
      if (mine !== this.run) return
      this.begin(library, pass, mine)
    } catch {
      // The reason is of no use to anybody here, and may name what must not be logged.
      if (mine === this.run) this.failed('unreachable')
    }
  }

  private begin(library: JitsiMeetJS, pass: Pass, mine: number): void {
    const { clock } = this.deps
    this.room = pass.room
    const call = new Call(library, pass, clock, {
      entered: (conference) => {
        this.running = { conference, incoming: new Incoming(conference, clock) }
        this.running.incoming.use(this.seats)
      },
      joined: () => this.joined(library, pass.e2ee),
      on: () => {
        this.onAt = clock.now()
        this.become('on')
        this.look()
      },
      came: (participant) => {
        this.running?.incoming.came(participant)
        this.look()
      },
      went: (id) => {
        this.running?.incoming.went(id)
        this.look()
      },
      track: (track, added) => {
        this.running?.incoming.track(track, added)
        this.look()
      },
      changed: () => this.look(),
      spoke: (id) => {
        this.running?.incoming.spoke(id)
        this.changed()
      },
      trackRefused: () => this.running?.tracks?.refused(),
      ended: (why) => this.failed(why),
    })
    // It may have ended with its first word.
    if (mine === this.run) this.call = call
  }

  private joined(library: JitsiMeetJS, e2ee: boolean): void {
    const { running } = this
    if (!running) return
    const { clock } = this.deps
    const { conference, incoming } = running
    // Before anything is sent, so that nothing goes out in the clear that need not.
    running.encryption = new Encryption(conference, e2ee, clock, () => incoming.seated(), this.changed)
    running.tracks = new LocalTracks(library, conference, clock, this.changed)
    running.tracks.send(this.media)
    this.look()
  }

  private look(): void {
    this.running?.incoming.use(this.seats)
    this.watch()
    this.ask()
    this.running?.encryption?.look()
    this.constrain()
    this.changed()
  }

  /** Where nobody can be told from a stranger everybody is one: such a deployment is not tried again in this room. */
  private ask(): void {
    if (!this.running?.incoming.nameless || this.stopNameless) return
    this.stopNameless = this.deps.clock.after(NAMELESS_MS, () => {
      this.stopNameless = null
      if (!this.running?.incoming.nameless) return
      this.unfit = true
      this.end()
      this.become('off')
    })
  }

  private constrain(): void {
    const { running } = this
    if (!running?.tracks) return
    const { conference, incoming } = running
    const front = this.large === null ? undefined : incoming.source(this.large)
    conference.setReceiverConstraints(receiverConstraints(this.takes, this.seats.length, incoming.screens(), front))
  }

  private failed(why: CallEnd): void {
    const now = this.deps.clock.now()
    this.end()
    if (this.state === 'on') {
      const held = now - this.onAt >= STABLE_MS
      this.patience = held ? startPatience(now) : { ...this.patience, downSince: now }
    }
    const given = this.state === 'off'
    const { patience, giveUp, againMs } = judgeFailure(this.patience, why === 'refused', given, now, this.deps.random)
    this.patience = patience
    this.become(giveUp ? 'off' : 'connecting')
    this.later(againMs)
  }

  /** Closes what there is, without a word about it. */
  private end(): void {
    this.run += 1
    this.call?.close()
    this.call = null
    this.stopNameless?.()
    this.stopNameless = null
    this.running?.tracks?.close()
    this.running?.encryption?.close()
    this.running?.incoming.close()
    this.running = null
  }

  private later(ms: number): void {
    if (this.closed) return
    this.stopAgain?.()
    this.stopAgain = this.deps.clock.after(ms, () => {
      this.stopAgain = null
      void this.attempt()
    })
  }

  private become(state: BridgeState): void {
    if (this.closed) return
    this.state = state
    this.watch()
    this.changed()
  }

  /** One wait goes through all the tries that follow one another, until media flow or all are given up. */
  private watch(): void {
    if (this.state === 'connecting' || (this.state === 'on' && this.call?.waits)) {
      if (this.slow || this.stopSlow) return
      this.stopSlow = this.deps.clock.after(LONG_MS, () => {
        this.slow = true
        this.changed()
      })
      return
    }
    this.slow = false
    this.stopSlow?.()
    this.stopSlow = null
  }
}
