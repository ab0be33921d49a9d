import { browserClock, every, type Clock } from '../live/clock'
import { Listeners, tellOne } from '../live/listeners'
import { meshOf, type MediaOffer, type MeshPart, type Seat } from '../live/protocol'
import { judge, startAutomatic, stepAutomatic, type Automatic } from './automatic'
import type { Ladder, LocalMedia, MakeEngine, MediaEngine, MediaState, PeerMedia, PeerStats, Signal } from './engine'
import { stepStrain, UNSTRAINED, type Strain } from './health'
import { OwnLevel, ReceiverLevel } from './levels'
import type { Outgoing } from './outgoing'
import { Peer } from './peer'
import { publicStats, type Reading } from './peer-stats'
import { ownQuality, quality } from './quality'
import { audioKbps, lower, screenPlan, sendPlan } from './send-plan'
import { parseSignal } from './signals'
import { connects, hasCamera } from './who'

const STATS_MS = 2_000
/** Levels five times a second: as fast as a speaking mark can usefully blink. */
const LEVELS_MS = 200

export interface MeshDeps {
  readonly clock: Clock
  readonly random: () => number
  readonly makeConnection: (configuration: RTCConfiguration) => RTCPeerConnection
}

interface Member {
  readonly peer: Peer
  readonly level: ReceiverLevel
  seat: Seat
}

/** Sound and picture straight between the browsers: one connection with each other seat. */
export const mesh: MakeEngine = (offer, signal) =>
  new Mesh(meshOf(offer), signal, {
    clock: browserClock,
    random: Math.random,
    makeConnection: (configuration) => new RTCPeerConnection(configuration),
  })

export class Mesh implements MediaEngine {
  state: MediaState = {
    peers: new Map(),
    ownLevel: 0,
    ownSpeaking: false,
    ownQuality: 4,
    ladder: 'full',
    loweredByItself: false,
    overloaded: false,
  }

  private readonly listeners = new Listeners<[MediaState]>()
  private readonly members = new Map<string, Member>()
  private readonly own: OwnLevel
  /** Names this page: another page of the same person is another one. */
  private readonly page: string
  private epochs = 0
  private ownSeat = ''
  private cameras = 0
  private media: LocalMedia = { audio: null, video: null, screen: null }
  private chosen: Ladder | 'automatic' = 'automatic'
  private automatic: Automatic
  private strain: Strain = UNSTRAINED
  private measuring = false
  private telling = false
  private closed = false
  private stopStats: () => void
  private stopLevels: () => void

  constructor(
    private offered: MeshPart,
    private readonly signal: Signal,
    private readonly deps: MeshDeps,
  ) {
    this.page = Array.from({ length: 3 }, () => Math.floor(deps.random() * 2 ** 31).toString(36)).join('')
    this.own = new OwnLevel(() => deps.clock.now())
    this.automatic = startAutomatic(deps.clock.now())
    this.stopStats = every(deps.clock, STATS_MS, () => void this.measure())
    this.stopLevels = every(deps.clock, LEVELS_MS, () => this.hear())
  }

  subscribe(listener: (state: MediaState) => void): () => void {
    const stop = this.listeners.add(listener)
    tellOne(listener, this.state)
    return stop
  }

  seats(seats: readonly Seat[], own: string): void {
    if (this.closed) return
    // Another seat of ours has other neighbours' politeness: nothing of the old one can go on.
    if (own !== this.ownSeat) this.dropAll()
    this.ownSeat = own
    const mine = seats.find((seat) => seat.id === own)
    const others = mine ? seats.filter((seat) => connects(mine, seat)) : []
    for (const [id, { peer }] of this.members) {
      if (others.some((seat) => seat.id === id)) continue
      peer.close()
      this.members.delete(id)
    }
    for (const seat of others) {
      const member = this.members.get(seat.id)
      if (member) member.seat = seat
      else this.members.set(seat.id, { peer: this.meet(seat.id), level: new ReceiverLevel(), seat })
    }
    this.cameras = seats.filter(hasCamera).length
    this.sendAll()
    this.changed()
  }

  offer(offer: MediaOffer): void {
    const part = meshOf(offer)
    if (this.closed || part === this.offered) return
    this.offered = part
    for (const { peer } of this.members.values()) peer.configure(this.configuration())
    this.changed()
  }

  local(media: LocalMedia): void {
    if (this.closed) return
    this.media = media
    this.own.use(media.audio)
    this.sendAll()
  }

  ladder(ladder: Ladder | 'automatic'): void {
    if (this.closed || ladder === this.chosen) return
    this.chosen = ladder
    this.automatic = startAutomatic(this.deps.clock.now())
    this.ladderChanged()
  }

  front(): void {
    // Each of the others sends us one picture, as large as our number allows: there is nothing to choose among.
  }

  receive(from: string, data: unknown): void {
    const signal = parseSignal(data)
    if (signal) this.members.get(from)?.peer.receive(signal)
  }

  wake(): void {
    for (const { peer } of this.members.values()) peer.wake()
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.stopStats()
    this.stopLevels()
    this.own.close()
    this.dropAll()
    this.state = { ...this.state, peers: new Map(), ownLevel: 0, ownSpeaking: false }
    this.listeners.clear()
  }

  async stats(): Promise<Record<string, PeerStats>> {
    await this.measureAll()
    const known = [...this.members].flatMap(([id, { peer }]) =>
      peer.counters ? [[id, publicStats(peer.counters, peer.reading)] as const] : [],
    )
    return Object.fromEntries(known)
  }

  private meet(seatId: string): Peer {
    return new Peer({
      polite: this.ownSeat > seatId,
      clock: this.deps.clock,
      random: this.deps.random,
      makeConnection: () => this.deps.makeConnection(this.configuration()),
      nextEpoch: () => `${this.page}.${++this.epochs}`,
      send: (signal) => this.signal(seatId, signal),
      changed: () => this.changed(),
      ready: () => {
        const member = this.members.get(seatId)
        if (member) member.peer.send(this.outgoing(member))
      },
      want: () => this.takes,
    })
  }

  /** How much of the others we take now. */
  private get takes(): Ladder {
    return this.chosen === 'automatic' ? this.automatic.ladder : this.chosen
  }

  private configuration(): RTCConfiguration {
    return { iceServers: [...this.offered.iceServers], bundlePolicy: 'max-bundle' }
  }

  private sendAll(): void {
    for (const member of this.members.values()) member.peer.send(this.outgoing(member))
  }

  /** To each as much as they ask for, and as the automatic ladder lets us; a person's own choice is about taking. */
  private outgoing({ peer }: Member): Outgoing {
    const { audio, video, screen } = this.media
    const ladder = this.chosen === 'automatic' ? lower(peer.wanted, this.automatic.ladder) : peer.wanted
    const health = this.strain.health
    // Each other one costs an encoder, each of their cameras a decoder: their mean is the load.
    const theirCameras = [...this.members.values()].filter(({ seat }) => hasCamera(seat)).length
    const load = Math.max(1, Math.ceil((this.members.size + theirCameras) / 2))
    const picture = ladder === 'audio' ? null : video
    const shared = ladder === 'audio' ? null : screen
    return {
      audio,
      audioKbps: audioKbps(ladder),
      // One picture of each person: while they share a screen, it is the screen.
      video: shared ? null : picture,
      videoPlan: sendPlan(load, ladder, health),
      screen: shared,
      screenPlan: screenPlan(load, ladder, health),
    }
  }

  private async measure(): Promise<void> {
    if (this.measuring) return
    this.measuring = true
    try {
      await this.measureAll()
    } finally {
      this.measuring = false
    }
    if (this.closed) return
    const readings = [...this.members.values()]
      .filter(({ peer }) => peer.connection === 'connected')
      .map(({ peer }) => peer.reading)
      .filter((reading): reading is Reading => reading !== null)
    const before = this.takes
    const strain = this.strain
    this.strain = stepStrain(strain, readings)
    this.automatic = stepAutomatic(this.automatic, judge(readings), this.deps.clock.now())
    if (this.takes !== before) this.ladderChanged()
    else if (this.strain.health !== strain.health) this.sendAll()
    this.changed()
  }

  private async measureAll(): Promise<void> {
    await Promise.allSettled([...this.members.values()].map(({ peer }) => peer.measure()))
  }

  private ladderChanged(): void {
    for (const { peer } of this.members.values()) peer.tellWant()
    this.sendAll()
    this.changed()
  }

  private hear(): void {
    const now = this.deps.clock.now()
    let heard = this.own.voice.level !== this.state.ownLevel || this.own.voice.speaking !== this.state.ownSpeaking
    for (const [id, { peer, level }] of this.members) {
      const voice = level.measure(peer.audioReceiver, now)
      const shown = this.state.peers.get(id)
      if (voice.level !== shown?.level || voice.speaking !== shown.speaking) heard = true
    }
    if (heard) this.changed()
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
    const peers = new Map<string, PeerMedia>()
    for (const [id, { peer, level }] of this.members) {
      const { connection, stream, hasVideo } = peer
      peers.set(id, {
        seatId: id,
        stream,
        connection,
        hasVideo,
        level: level.voice.level,
        speaking: level.voice.speaking,
        quality: quality(connection === 'connected', peer.reading),
      })
    }
    return {
      peers,
      ownLevel: this.own.voice.level,
      ownSpeaking: this.own.voice.speaking,
      // One who is just arriving says nothing about our network.
      ownQuality: ownQuality([...peers.values()].filter(settled).map((peer) => peer.quality)),
      ladder: this.takes,
      loweredByItself: this.chosen === 'automatic' && this.automatic.ladder !== 'full',
      overloaded: this.cameras > this.offered.comfortablePeers,
    }
  }

  private dropAll(): void {
    for (const { peer } of this.members.values()) peer.close()
    this.members.clear()
  }
}

function settled(peer: PeerMedia): boolean {
  return peer.connection !== 'new' && peer.connection !== 'connecting'
}
