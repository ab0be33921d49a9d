import { every } from '../../live/clock'
import { Listeners, tellOne } from '../../live/listeners'
import { meshOf, type JitsiOffer, type MediaOffer, type Seat } from '../../live/protocol'
import { judge, startAutomatic, stepAutomatic, type Automatic } from '../automatic'
import type {
  AskPass,
  Ladder,
  LocalMedia,
  MediaEngine,
  MediaNote,
  MediaState,
  PeerMedia,
  PeerStats,
  Signal,
} from '../engine'
import { Mesh, type MeshDeps } from '../mesh'
import { ownQuality, quality } from '../quality'
import { parseSignal } from '../signals'
import { connects, tooManyForMesh } from '../who'
import { Bridge, type BridgeDeps } from './bridge'
import { Sides } from './sides'

const STATS_MS = 2_000
const LEVELS_MS = 200
/** The fallback gets this long before we say that nothing is carried. */
const NONE_MS = 20_000

/**
 * Sound and picture through a videobridge, and, for whoever cannot reach it, from browser to browser. Each seat says on
 * which side it is; two that are both on the videobridge meet there, any other two by the mesh.
 */
export class JitsiEngine implements MediaEngine {
  state: MediaState
  private readonly listeners = new Listeners<[MediaState]>()
  private readonly mesh: Mesh
  private readonly bridge: Bridge
  private readonly sides: Sides
  private own = ''
  private all: readonly Seat[] = []
  private media: LocalMedia = { audio: null, video: null, screen: null }
  private chosen: Ladder | 'automatic' = 'automatic'
  private automatic: Automatic
  private offSince = 0
  private measuring = false
  private telling = false
  private closed = false
  private readonly stops: (() => void)[]

  constructor(
    offer: JitsiOffer,
    signal: Signal,
    askPass: AskPass,
    private readonly deps: MeshDeps & BridgeDeps,
  ) {
    const { clock } = deps
    this.automatic = startAutomatic(clock.now())
    this.sides = new Sides(signal, clock)
    this.mesh = new Mesh(meshOf(offer), signal, deps)
    this.state = this.mesh.state
    this.bridge = new Bridge(offer, askPass, deps, () => this.moved())
    this.stops = [
      this.mesh.subscribe(() => this.changed()),
      every(clock, STATS_MS, () => void this.measure()),
      every(clock, LEVELS_MS, () => {
        if (this.bridge.incoming?.listen()) this.changed()
      }),
    ]
  }

  subscribe(listener: (state: MediaState) => void): () => void {
    const stop = this.listeners.add(listener)
    tellOne(listener, this.state)
    return stop
  }

  seats(seats: readonly Seat[], own: string): void {
    if (this.closed) return
    this.own = own
    this.all = seats
    this.sides.seats(this.others.map(({ id }) => id))
    this.divide()
  }

  /** Our own node may have gone and come back: what runs is left alone, as long as the room of the media is the same. */
  offer(offer: MediaOffer): void {
    if (this.closed || offer.engine !== 'jitsi') return
    this.mesh.offer(offer)
    this.bridge.offer(offer)
  }

  local(media: LocalMedia): void {
    if (this.closed) return
    this.media = media
    this.send()
  }

  ladder(ladder: Ladder | 'automatic'): void {
    if (this.closed || ladder === this.chosen) return
    this.chosen = ladder
    this.automatic = startAutomatic(this.deps.clock.now())
    this.send()
  }

  front(seatId: string | null): void {
    if (this.closed) return
    this.bridge.front(seatId)
  }

  receive(from: string, data: unknown): void {
    if (this.closed) return
    const changed = this.sides.receive(from, data)
    if (changed) this.divide()
    if (changed !== null) return
    if (this.sides.direct(from)) this.mesh.receive(from, data)
    else if (parseSignal(data)) this.sides.stray(from)
  }

  wake(): void {
    if (this.closed) return
    this.sides.again()
    this.mesh.wake()
    this.bridge.wake()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    for (const stop of this.stops) stop()
    this.bridge.close()
    this.mesh.close()
    this.state = { ...this.state, peers: new Map(), ownLevel: 0, ownSpeaking: false }
    this.listeners.clear()
  }

  async stats(): Promise<Record<string, PeerStats>> {
    const { incoming } = this.bridge
    await incoming?.measure().catch(() => undefined)
    return { ...Object.fromEntries(incoming?.stats() ?? []), ...(await this.mesh.stats()) }
  }

  private get others(): Seat[] {
    const mine = this.all.find(({ id }) => id === this.own)
    return mine ? this.all.filter((seat) => connects(mine, seat)) : []
  }

  private get off(): boolean {
    return this.bridge.state === 'off'
  }

  private get soundAlone(): boolean {
    return this.off && tooManyForMesh(this.all)
  }

  private get takes(): Ladder {
    return this.chosen === 'automatic' ? this.automatic.ladder : this.chosen
  }

  /** The state of our way to the videobridge may be another one. */
  private moved(): void {
    // Told by the constructor's own first words.
    if (this.closed || !this.stops) return
    const side = this.off ? 'mesh' : this.bridge.state === 'on' ? 'jitsi' : this.sides.own
    if (side !== this.sides.own) {
      if (side === 'mesh') this.offSince = this.deps.clock.now()
      this.sides.go(side)
      this.divide()
    }
    this.changed()
  }

  /** Each other seat goes to the side by which it is reached. */
  private divide(): void {
    const { others } = this
    const direct = others.filter(({ id }) => this.sides.direct(id))
    this.mesh.seats([...this.all.filter(({ id }) => id === this.own), ...direct], this.own)
    this.bridge.use(others.filter((seat) => !direct.includes(seat)))
    this.send()
  }

  private send(): void {
    const { audio, video, screen } = this.media
    this.mesh.ladder(this.soundAlone ? 'audio' : this.chosen)
    this.mesh.local(this.soundAlone ? { audio, video: null, screen: null } : this.media)
    this.bridge.take(this.takes)
    // A person's own choice is about taking; what the network can't bear is not sent either.
    const narrow = this.chosen === 'automatic' && this.automatic.ladder === 'audio'
    this.bridge.send(narrow ? { audio, video: null, screen: null } : { audio, video, screen })
    this.changed()
  }

  private async measure(): Promise<void> {
    const { incoming } = this.bridge
    if (this.measuring || !incoming) {
      // Whether the fallback carries anything is asked by the clock.
      if (this.off) this.changed()
      return
    }
    this.measuring = true
    await incoming.measure().catch(() => undefined)
    this.measuring = false
    if (this.closed || incoming !== this.bridge.incoming) return
    const before = this.automatic.ladder
    const verdict = judge(incoming.reading ? [incoming.reading] : [])
    this.automatic = stepAutomatic(this.automatic, verdict, this.deps.clock.now())
    if (this.automatic.ladder !== before) this.send()
    this.changed()
  }

  /** Tells the listeners once for all changes of this turn. */
  private changed(): void {
    if (this.telling || this.closed) return
    this.telling = true
    queueMicrotask(() => {
      this.telling = false
      if (this.closed) return
      this.state = this.view()
      this.listeners.tell(this.state)
    })
  }

  private view(): MediaState {
    const { mesh, bridge } = this
    const { incoming } = bridge
    const over = incoming?.peers(bridge.interrupted, this.takes) ?? new Map<string, PeerMedia>()
    const automatic = this.chosen === 'automatic' && this.automatic.ladder !== 'full'
    const alone = this.soundAlone
    return {
      ...mesh.state,
      peers: new Map([...over, ...mesh.state.peers]),
      ownQuality: incoming && over.size > 0 ? quality(!bridge.interrupted, incoming.reading) : this.meshQuality(),
      ladder: this.off ? mesh.state.ladder : this.takes,
      // That there is sound alone for want of the server, the note says.
      loweredByItself: this.off ? !alone && mesh.state.loweredByItself : automatic,
      notes: this.off ? [this.fallbackNote(alone)] : bridge.notes,
    }
  }

  private meshQuality(): number {
    return this.mesh.state.peers.size > 0 ? this.mesh.state.ownQuality : ownQuality([])
  }

  private fallbackNote(alone: boolean): MediaNote {
    const peers = [...this.mesh.state.peers.values()]
    const carried = peers.length === 0 || peers.some(({ connection }) => connection === 'connected')
    if (!carried && this.deps.clock.now() - this.offSince >= NONE_MS) return 'none'
    return alone ? 'direct-audio' : 'direct'
  }
}
