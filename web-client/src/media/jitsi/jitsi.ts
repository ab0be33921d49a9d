/** Loaded when there is a Jitsi to talk to, and not before: see `media/choose.ts`. */
import { browserClock } from '../../live/clock'
import type { JitsiOffer } from '../../live/protocol'
import type { AskPass, MediaEngine, Signal } from '../engine'
import { JitsiEngine } from './engine'
import { loadLibrary } from './library'

export function jitsi(offer: JitsiOffer, signal: Signal, askPass: AskPass): MediaEngine {
  return new JitsiEngine(offer, signal, askPass, {
    clock: browserClock,
    random: Math.random,
    makeConnection: (configuration) => new RTCPeerConnection(configuration),
    loadLibrary,
  })
}

/** Fetches the library ahead, while somebody waits to be let in. What goes wrong is seen when it is needed. */
export function prepare(offer: JitsiOffer): void {
  loadLibrary(offer).catch(() => undefined)
}
