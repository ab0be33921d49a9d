import type { Seat } from '../live/protocol'
import type { MediaEngine, MediaNote, MediaState, PeerMedia } from '../media/engine'

/** A picture of nobody: a shape that moves on a soft ground. */
export function canvasStream(seed: number): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = 320
  canvas.height = 240
  const paint = canvas.getContext('2d')
  let at = seed * 100
  const draw = (): void => {
    if (!paint) return
    at += 1
    const hue = (seed * 47) % 360
    paint.fillStyle = `hsl(${hue} 30% 62%)`
    paint.fillRect(0, 0, 320, 240)
    paint.fillStyle = `hsl(${hue} 28% 34%)`
    paint.beginPath()
    paint.ellipse(160, 250, 92, 100, 0, 0, 7)
    paint.fill()
    paint.fillStyle = 'hsl(28 38% 66%)'
    paint.beginPath()
    paint.ellipse(160 + Math.sin(at / 20) * 6, 112, 46, 56, 0, 0, 7)
    paint.fill()
  }
  draw()
  setInterval(draw, 100)
  return canvas.captureStream(10)
}

export function fakeEngine(overloaded: boolean, notes: readonly MediaNote[] = []): MediaEngine {
  const peers = new Map<string, PeerMedia>()
  const listeners = new Set<(state: MediaState) => void>()
  const state = (): MediaState => ({
    peers: new Map(peers),
    ownLevel: 0,
    ownSpeaking: false,
    ownQuality: 4,
    ladder: 'full',
    loweredByItself: false,
    overloaded,
    notes,
  })
  return {
    get state() {
      return state()
    },
    subscribe(listener) {
      listeners.add(listener)
      listener(state())
      return () => listeners.delete(listener)
    },
    seats(seats: readonly Seat[], own: string) {
      for (const seat of seats) {
        if (seat.id === own || peers.has(seat.id)) continue
        const at = Number(seat.id.slice(1))
        peers.set(seat.id, {
          seatId: seat.id,
          stream: canvasStream(at + 1),
          connection: 'connected',
          hasVideo: seat.video === 'on',
          level: 0,
          speaking: at === 1,
          quality: 4,
        })
      }
      for (const listener of listeners) listener(state())
    },
    offer: () => undefined,
    local: () => undefined,
    ladder: () => undefined,
    front: () => undefined,
    receive: () => undefined,
    wake: () => undefined,
    close: () => undefined,
    stats: async () => ({}),
  }
}
