/** What runs inside each page of `jitsi.e2e.mjs`: one engine that is offered a Jitsi, and ways to ask it. */
import type { JitsiOffer } from '../src/live/protocol'
import { jitsi } from '../src/media/jitsi/jitsi'
import { connections, devices, seat, type Probe } from './page'

interface JitsiProbe extends Probe {
  asked: number
  start(own: string, ids: string[], change: Partial<JitsiOffer>): Promise<void>
}

const probe: JitsiProbe = {
  engine: null,
  asked: 0,
  async start(own, ids, change) {
    const stream = await devices()
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
      open: connections.filter((pc) => pc.connectionState !== 'closed').length,
      scripts: document.querySelectorAll('script[src*="lib-jitsi-meet"]').length,
      asked: this.asked,
    }
  },
}

window.probe = probe
