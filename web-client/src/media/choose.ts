import { browserClock } from '../live/clock'
import { Listeners, tellOne } from '../live/listeners'
import type { JitsiOffer, MediaOffer, Seat } from '../live/protocol'
import type { AskPass, Ladder, LocalMedia, MakeEngine, MediaEngine, MediaState, PeerStats, Signal } from './engine'
import { Sides } from './jitsi/sides'
import { mesh } from './mesh'
import { tooManyForMesh } from './who'

/** Our own code for a Jitsi: what a deployment with a mesh alone never loads. */
export interface JitsiPart {
  jitsi(offer: JitsiOffer, signal: Signal, askPass: AskPass): MediaEngine
  prepare(offer: JitsiOffer): void
}
export type LoadJitsi = () => Promise<JitsiPart>

const loadJitsi: LoadJitsi = () => import('./jitsi/jitsi')

/** Signals that come before there is an engine; what is lost of them, the engines say again. */
const MOST_EARLY = 50

const NOTHING_YET: MediaState = {
  peers: new Map(),
  ownLevel: 0,
  ownSpeaking: false,
  ownQuality: 4,
  ladder: 'full',
  loweredByItself: false,
  overloaded: false,
}

/** The engine that the offer names. */
export const chosen: MakeEngine = (offer, signal, askPass) => new Chosen(offer, signal, askPass, mesh, loadJitsi)

/** Loads what an offer will need, while there is time. */
export function prepareMedia(offer: MediaOffer): void {
  if (offer.engine === 'jitsi')
    loadJitsi().then(
      (part) => part.prepare(offer),
      () => undefined,
    )
}

/** Stands for an engine: until it is loaded, and when the server comes to offer another one. */
export class Chosen implements MediaEngine {
  state: MediaState = NOTHING_YET
  private readonly listeners = new Listeners<[MediaState]>()
  private inner: MediaEngine | null = null
  private here: { readonly seats: readonly Seat[]; readonly own: string } | null = null
  private media: LocalMedia | null = null
  private wanted: Ladder | 'automatic' = 'automatic'
  private large: string | null = null
  private early: [string, unknown][] = []
  /** Our own code did not come: we are a mesh, and tell those who are not. */
  private fallen: Sides | null = null
  private run = 0

  constructor(
    private offered: MediaOffer,
    private readonly signal: Signal,
    private readonly askPass: AskPass,
    private readonly makeMesh: MakeEngine,
    private readonly load: LoadJitsi,
  ) {
    this.choose()
  }

  subscribe(listener: (state: MediaState) => void): () => void {
    const stop = this.listeners.add(listener)
    tellOne(listener, this.state)
    return stop
  }

  seats(seats: readonly Seat[], own: string): void {
    this.here = { seats, own }
    this.fallen?.seats(seats.filter(({ id }) => id !== own).map(({ id }) => id))
    this.inner?.seats(seats, own)
    if (this.fallen) this.send()
  }

  offer(offer: MediaOffer): void {
    const other = offer.engine !== this.offered.engine
    this.offered = offer
    if (other) this.choose()
    else this.inner?.offer(offer)
  }

  local(media: LocalMedia): void {
    this.media = media
    this.send()
  }

  ladder(ladder: Ladder | 'automatic'): void {
    this.wanted = ladder
    this.send()
  }

  front(seatId: string | null): void {
    this.large = seatId
    this.inner?.front(seatId)
  }

  receive(from: string, data: unknown): void {
    this.fallen?.receive(from, data)
    if (this.inner) this.inner.receive(from, data)
    else if (this.early.length < MOST_EARLY) this.early.push([from, data])
  }

  wake(): void {
    this.fallen?.again()
    this.inner?.wake()
  }

  close(): void {
    this.run += 1
    this.inner?.close()
    this.listeners.clear()
  }

  stats(): Promise<Record<string, PeerStats>> {
    return this.inner?.stats() ?? Promise.resolve({})
  }

  private choose(): void {
    const mine = ++this.run
    this.inner?.close()
    this.inner = this.fallen = null
    if (this.offered.engine === 'mesh') return this.become(this.makeMesh)
    this.load().then(
      (part) => {
        if (mine !== this.run) return
        this.become((offer, signal, ask) =>
          offer.engine === 'jitsi' ? part.jitsi(offer, signal, ask) : this.makeMesh(offer, signal, ask),
        )
      },
      () => {
        if (mine !== this.run) return
        this.fallen = new Sides(this.signal, browserClock, 'mesh')
        this.become(this.makeMesh)
      },
    )
  }

  private become(make: MakeEngine): void {
    const engine = make(this.offered, this.signal, this.askPass)
    this.inner = engine
    this.send()
    if (this.here) this.seats(this.here.seats, this.here.own)
    engine.front(this.large)
    for (const [from, data] of this.early.splice(0)) this.receive(from, data)
    engine.subscribe((state) => {
      this.state = this.fallen ? this.asFallen(state) : state
      this.listeners.tell(this.state)
    })
  }

  /** A mesh that stands in for the media server carries no more than one that the Jitsi engine falls back to. */
  private get soundAlone(): boolean {
    return this.fallen !== null && tooManyForMesh(this.here?.seats ?? [])
  }

  private send(): void {
    const { inner, media, soundAlone } = this
    if (media) inner?.local(soundAlone ? { audio: media.audio, video: null, screen: null } : media)
    inner?.ladder(soundAlone ? 'audio' : this.wanted)
  }

  private asFallen(state: MediaState): MediaState {
    const { soundAlone } = this
    return {
      ...state,
      loweredByItself: !soundAlone && state.loweredByItself,
      notes: [soundAlone ? 'direct-audio' : 'direct', ...(state.notes ?? [])],
    }
  }
}
