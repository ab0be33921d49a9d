import type { Clock } from '../live/clock'
import type { Ladder } from './engine'
import { Negotiation, type Lanes } from './negotiation'
import { Senders, type Outgoing } from './outgoing'
import { compare, readCounters, type Counters, type Reading } from './peer-stats'
import { Recovery } from './recovery'
import { compareEpochs, pageOf, type PeerSignal, type Sending } from './signals'

export interface PeerOptions {
  readonly polite: boolean
  readonly clock: Clock
  readonly random: () => number
  readonly makeConnection: () => RTCPeerConnection
  /** A new name for our side of this connection. */
  readonly nextEpoch: () => string
  readonly send: (signal: PeerSignal) => void
  /** Something that the screen shows has changed. */
  readonly changed: () => void
  /** They ask for another size, or can be sent to now. */
  readonly ready: () => void
  /** How much of them we want. */
  readonly want: () => Ladder
}

const HELLO_MS = [1_500, 3_000, 6_000, 10_000] as const
const MAX_HELLOS = 10
/** The least time between two answers to those who ask. */
const ANSWER_MS = 500
/** The least time between two restarts that the other side asks for. */
const RESTART_MS = 2_000
const MAX_RETIRED = 8
/** A connection that says it is alive is believed when something comes through within this. */
const PROOF_MS = 1_500
/** Readings without a frame, one after the other, after which a picture counts as gone. */
const STILL = 2

/** The media with one other seat, through all the connections that this takes. */
export class Peer {
  readonly stream = new MediaStream()
  wanted: Ladder = 'full'
  reading: Reading | null = null
  counters: Counters | null = null

  private epoch: string
  private remote: string | null = null
  private readonly retired: string[] = []
  private negotiation: Negotiation
  private senders: Senders | null = null
  private outgoing: Outgoing | null = null
  private theirs: Sending = { video: false, screen: false }
  private told: Sending | null = null
  private still = 0
  private hellos = 0
  private answeredAt = -Infinity
  private restartedAt = -Infinity
  private stopHello: (() => void) | null = null
  private stopProof: (() => void) | null = null
  private closed = false
  private readonly recovery: Recovery

  constructor(private readonly options: PeerOptions) {
    this.recovery = new Recovery(
      { restart: () => this.restart(), rebuild: () => this.rebuild() },
      options.polite,
      options.clock,
      options.random,
    )
    this.epoch = options.nextEpoch()
    this.negotiation = this.connect()
    this.hello()
  }

  get connection(): Exclude<RTCPeerConnectionState, 'closed'> {
    const state = this.negotiation.pc.connectionState
    return state === 'closed' ? 'failed' : state
  }

  /** They send a picture, and it moves. */
  get hasVideo(): boolean {
    return this.connection === 'connected' && (this.theirs.video || this.theirs.screen) && this.still < STILL
  }

  get audioReceiver(): RTCRtpReceiver | null {
    return this.negotiation.lanes?.audio.receiver ?? null
  }

  receive(signal: PeerSignal): void {
    if (this.closed || this.isPast(signal.epoch)) return
    if (compareEpochs(this.remote, signal.epoch) !== 'same') this.adopt(signal.epoch)
    if (signal.want && signal.want !== this.wanted) {
      this.wanted = signal.want
      this.options.ready()
    }
    if (signal.sending) this.theySend(signal.sending)
    // They ask, or know us by an old name, or not yet.
    if (signal.hello || signal.for !== this.epoch) this.answer()
    // By an old name, what else they say is not meant for this connection.
    if (signal.for === this.epoch) {
      if (signal.description || signal.candidates) {
        if (signal.description?.type === 'offer') this.recovery.expect()
        this.negotiation.receive(signal)
      }
      const lately = this.options.clock.now() - this.restartedAt < RESTART_MS
      if (signal.restart && !this.options.polite && !lately) this.restart()
    }
    if (!this.options.polite) this.negotiation.begin()
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing
    this.senders?.set(outgoing)
    const sending = { video: outgoing.video !== null, screen: outgoing.screen !== null }
    if (this.remote && (sending.video !== this.told?.video || sending.screen !== this.told.screen)) {
      this.told = sending
      this.say({ sending })
    }
  }

  /** Our wish has changed. */
  tellWant(): void {
    if (this.remote) this.say({ want: this.options.want() })
  }

  /** For the paths that are looked for from now on; those in use go on. */
  configure(configuration: RTCConfiguration): void {
    try {
      this.negotiation.pc.setConfiguration(configuration)
    } catch {
      // A browser that does not take it has what it was made with; a connection that is built anew has this.
    }
  }

  wake(): void {
    this.recovery.wake()
    // While either socket was lost, what one of us said did not reach the other.
    this.hello()
    if (this.connection === 'connected') void this.prove()
  }

  async measure(): Promise<void> {
    const { pc } = this.negotiation
    const report = await pc.getStats()
    if (this.closed || pc !== this.negotiation.pc) return
    const counters = readCounters(report.values(), this.options.clock.now())
    this.reading = this.counters ? compare(this.counters, counters) : null
    this.counters = counters
    const shows = this.theirs.video || this.theirs.screen
    this.still = shows && this.reading?.framesDecoded === 0 ? this.still + 1 : 0
  }

  close(): void {
    this.closed = true
    this.stopHello?.()
    this.stopProof?.()
    this.recovery.cancel()
    this.senders?.close()
    this.negotiation.close()
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track)
  }

  private isPast(epoch: string): boolean {
    return compareEpochs(this.remote, epoch) === 'older' || this.retired.includes(pageOf(epoch))
  }

  /** The other side is new, or built anew: only a connection that was not used yet can go on. */
  private adopt(epoch: string): void {
    if (this.remote && pageOf(this.remote) !== pageOf(epoch)) {
      this.retired.push(pageOf(this.remote))
      if (this.retired.length > MAX_RETIRED) this.retired.shift()
    }
    this.remote = epoch
    this.stopHello?.()
    this.stopHello = null
    this.theirs = { video: false, screen: false }
    this.told = null
    if (this.negotiation.used) this.replace()
    this.recovery.expect()
    this.options.ready()
  }

  private connect(): Negotiation {
    return new Negotiation(this.options.makeConnection, this.options.polite, this.options.clock, {
      send: (part) => this.say(part),
      lanes: (lanes) => this.useLanes(lanes),
      state: (state) => {
        this.recovery.state(state)
        this.options.changed()
      },
    })
  }

  private replace(): void {
    this.senders?.close()
    this.senders = null
    this.negotiation.close()
    this.recovery.state('new')
    this.counters = this.reading = null
    this.still = 0
    this.negotiation = this.connect()
    this.showTracks()
    this.options.changed()
  }

  private rebuild(): void {
    this.epoch = this.options.nextEpoch()
    this.told = null
    this.replace()
    this.recovery.expect()
    this.hello()
    if (this.remote && !this.options.polite) this.negotiation.begin()
    if (this.outgoing) this.send(this.outgoing)
  }

  private restart(): void {
    this.restartedAt = this.options.clock.now()
    if (this.negotiation.restartIce()) return
    if (!this.remote) this.hello()
    else if (this.options.polite && !this.negotiation.used) this.say({ restart: true })
    else this.rebuild()
  }

  /** Asks the connection for a proof of life: a packet, or an answer to one of the checks that it makes by itself. */
  private async prove(): Promise<void> {
    const { pc } = this.negotiation
    const before = await heard(pc)
    this.stopProof?.()
    this.stopProof = this.options.clock.after(PROOF_MS, () => {
      void heard(pc).then((now) => {
        if (!this.closed && pc === this.negotiation.pc && now <= before) this.recovery.dead()
      })
    })
  }

  private useLanes(lanes: Lanes): void {
    this.senders = new Senders(lanes)
    if (this.outgoing) this.senders.set(this.outgoing)
    else this.options.ready()
    this.showTracks()
    this.options.changed()
  }

  private theySend(sending: Sending): void {
    this.theirs = sending
    this.still = 0
    this.showTracks()
    this.options.changed()
  }

  /** Their voice, and one picture: the screen while they share one, else the camera. */
  private showTracks(): void {
    const lanes = this.negotiation.lanes
    const picture = this.theirs.screen ? lanes?.screen : lanes?.video
    const shown = [lanes?.audio.receiver.track, picture?.receiver.track].filter((track) => track !== undefined)
    for (const track of this.stream.getTracks()) if (!shown.includes(track)) this.stream.removeTrack(track)
    for (const track of shown) this.stream.addTrack(track)
  }

  private hello(): void {
    this.stopHello?.()
    this.stopHello = null
    if (this.closed) return
    this.say({ hello: true, ...this.standing() })
    if (this.remote) return
    const wait = HELLO_MS[Math.min(this.hellos, HELLO_MS.length - 1)] ?? 10_000
    if (++this.hellos > MAX_HELLOS) return
    this.stopHello = this.options.clock.after(wait * (0.75 + this.options.random() / 2), () => this.hello())
  }

  private answer(): void {
    const now = this.options.clock.now()
    if (now - this.answeredAt < ANSWER_MS) return
    this.answeredAt = now
    this.say(this.standing())
  }

  /** All that the other side must know of us, for as long as it does not change. */
  private standing(): Pick<PeerSignal, 'want' | 'sending'> {
    return { want: this.options.want(), ...(this.told ? { sending: this.told } : {}) }
  }

  private say(part: Omit<PeerSignal, 'epoch' | 'for'>): void {
    if (this.closed) return
    this.options.send({ epoch: this.epoch, ...(this.remote ? { for: this.remote } : {}), ...part })
  }
}

/** Everything that ever came through the path in use. */
async function heard(pc: RTCPeerConnection): Promise<number> {
  let sum = 0
  const report = await pc.getStats()
  report.forEach((entry: Record<string, unknown>) => {
    if (entry.type !== 'candidate-pair') return
    for (const field of ['bytesReceived', 'responsesReceived', 'requestsReceived']) {
      if (typeof entry[field] === 'number') sum += entry[field]
    }
  })
  return sum
}
