import type { LiveView } from '../../app/live-view.svelte'
import type { MediaOffer, Seat } from '../../live/protocol'
import type { Ladder, LocalMedia, MakeEngine, MediaEngine, MediaState } from '../../media/engine'

/** What carries our sound and picture, as the screen sees it. A browser without WebRTC has none, and says so. */
export class EngineLink {
  state: MediaState | null = $state.raw(null)
  /** What the person asked for; the engine's own state tells what it does. */
  wanted: Ladder | 'automatic' = $state('automatic')
  readonly failed: boolean
  private readonly engine: MediaEngine | null
  private readonly stops: (() => void)[] = []

  constructor(
    make: MakeEngine,
    private readonly view: LiveView,
  ) {
    const offer = view.state.media
    let engine: MediaEngine | null = null
    try {
      if (offer) {
        engine = make(
          offer,
          (to, data) => {
            // A signal that is lost is sent anew by the engine's own negotiation.
            view.session.send({ type: 'signal', to, data }).catch(() => undefined)
          },
          () => view.session.send({ type: 'media' }),
        )
      }
    } catch {
      // Sound and picture are impossible here; everything else of the room works.
    }
    this.engine = engine
    this.failed = engine === null
    if (engine) {
      this.stops.push(
        engine.subscribe((state) => (this.state = state)),
        view.session.onSignal((from, data) => engine.receive(from, data)),
      )
    }
    this.debug()
  }

  offer(offer: MediaOffer): void {
    this.engine?.offer(offer)
  }

  seats(seats: readonly Seat[], own: string): void {
    this.engine?.seats(seats, own)
  }

  local(media: LocalMedia): void {
    this.engine?.local(media)
  }

  ladder(wanted: Ladder | 'automatic'): void {
    this.wanted = wanted
    this.engine?.ladder(wanted)
  }

  front(seatId: string | null): void {
    this.engine?.front(seatId)
  }

  wake(): void {
    this.engine?.wake()
  }

  close(): void {
    for (const stop of this.stops) stop()
    this.engine?.close()
    delete (window as { __evenkeel?: unknown }).__evenkeel
  }

  /** A look inside for tests and for support, only where somebody has asked for it in this browser. */
  private debug(): void {
    const { engine, view } = this
    try {
      if (localStorage.getItem('evenkeel.debug') !== '1') return
    } catch {
      return
    }
    Object.assign(window, {
      __evenkeel: {
        stats: () => engine?.stats() ?? Promise.resolve({}),
        get seatId() {
          return view.state.seatId
        },
      },
    })
  }
}
