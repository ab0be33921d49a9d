/** What runs inside each page of `jitsi.e2e.mjs`: one engine that is offered a Jitsi, and ways to ask it. */
import type { JitsiOffer, Seat } from '../src/live/protocol'
import { openDevices } from '../src/media/devices'
import type { MediaEngine } from '../src/media/engine'
import { jitsi } from '../src/media/jitsi/jitsi'

interface Probe {
  engine: MediaEngine | null
  asked: number
  connections: RTCPeerConnection[]
  start(own: string, ids: string[], change: Partial<JitsiOffer>): Promise<void>
  glance(): Promise<object>
}

declare global {
  interface Window {
    jitsiProbe: Probe
    relay(to: string, data: unknown): void
  }
}

const seat = (id: string): Seat => ({
  id,
  personId: `person-${id}`,
  name: id,
  role: 'participant',
  state: 'present',
  hand: null,
  audio: 'on',
  video: 'on',
  screen: 'off',
  quality: 4,
  since: '',
  rev: 0,
})

const Native = RTCPeerConnection
window.RTCPeerConnection = class extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(configuration)
    window.jitsiProbe.connections.push(this)
  }
}

window.jitsiProbe = {
  engine: null,
  asked: 0,
  connections: [],
  async start(own, ids, change) {
    // Before any connection is made: without a granted device Chromium gathers no loopback candidates.
    const { stream, problems } = await openDevices({ audio: true, video: true })
    if (Object.keys(problems).length > 0) throw new Error(`devices: ${JSON.stringify(problems)}`)
    const offer = (): JitsiOffer => ({
      engine: 'jitsi',
      library: 'http://localhost:8443/libs/lib-jitsi-meet.min.js',
      serviceUrl: 'ws://localhost:8443/xmpp-websocket',
      domain: 'meet.jitsi',
      muc: 'muc.meet.jitsi',
      focus: 'focus.meet.jitsi',
      room: 'room',
      token: `pass-${this.asked}`,
      e2ee: false,
      mesh: { iceServers: [], comfortablePeers: 5 },
      ...change,
    })
    const engine = jitsi(
      offer(),
      (to, data) => window.relay(to, data),
      async () => {
        this.asked += 1
        setTimeout(() => engine.offer(offer()))
      },
    )
    this.engine = engine
    const [audio = null] = stream.getAudioTracks()
    const [video = null] = stream.getVideoTracks()
    engine.local({ audio, video, screen: null })
    engine.seats(ids.map(seat), own)
  },
  async glance() {
    return {
      stats: (await this.engine?.stats()) ?? {},
      notes: this.engine?.state.notes ?? [],
      open: this.connections.filter((pc) => pc.connectionState !== 'closed').length,
      scripts: document.querySelectorAll('script[src*="lib-jitsi-meet"]').length,
      asked: this.asked,
    }
  },
}
