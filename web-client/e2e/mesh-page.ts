/** What runs inside each page of `mesh.e2e.mjs`: one engine, and ways to ask it. */
import type { Ladder } from '../src/media/engine'
import { mesh } from '../src/media/mesh'
import { playTestTone } from '../src/media/speaker-test'
import { connections, devices, seat, type Probe } from './page'

interface MeshProbe extends Probe {
  media: MediaStream | null
  /** How often anything was negotiated. */
  descriptions: number
  connections: RTCPeerConnection[]
  loudest: number
  ownLoudest: number
  start(own: string, ids: string[]): Promise<void>
  seats(own: string, ids: string[]): void
  camera(on: boolean): void
  ladder(ladder: Ladder | 'automatic'): void
  /** Plays the tone; how long it took, ms. */
  tone(): Promise<number>
}

/** As a tile does: a voice has a level only while it is played. */
function play(stream: MediaStream): void {
  const tiles = [...document.querySelectorAll('video')]
  if (tiles.some((tile) => tile.srcObject === stream)) return
  const tile = document.createElement('video')
  tile.autoplay = true
  tile.srcObject = stream
  document.body.append(tile)
}

const describe = RTCPeerConnection.prototype.setLocalDescription
RTCPeerConnection.prototype.setLocalDescription = function (this: RTCPeerConnection, ...args: unknown[]) {
  probe.descriptions += 1
  return (describe as (...all: unknown[]) => Promise<void>).apply(this, args)
} as typeof describe

const probe: MeshProbe = {
  engine: null,
  media: null,
  descriptions: 0,
  connections,
  loudest: 0,
  ownLoudest: 0,
  async start(own, ids) {
    this.media = await devices()
    const engine = mesh(
      { engine: 'mesh', iceServers: [], comfortablePeers: 5 },
      (to, data) => window.relay(to, data),
      () => Promise.reject(new Error('a mesh asks for no pass')),
    )
    this.engine = engine
    engine.subscribe(({ peers, ownLevel }) => {
      this.ownLoudest = Math.max(this.ownLoudest, ownLevel)
      for (const { level, stream } of peers.values()) {
        this.loudest = Math.max(this.loudest, level)
        play(stream)
      }
    })
    this.camera(true)
    this.seats(own, ids)
  },
  seats(own, ids) {
    this.engine?.seats(ids.map(seat), own)
  },
  camera(on) {
    const [audio = null] = this.media?.getAudioTracks() ?? []
    const [video = null] = this.media?.getVideoTracks() ?? []
    this.engine?.local({ audio, video: on ? video : null, screen: null })
  },
  ladder(ladder) {
    this.engine?.ladder(ladder)
  },
  async tone() {
    const before = performance.now()
    await playTestTone('')
    return performance.now() - before
  },
  async glance() {
    const open = this.connections.filter((pc) => pc.connectionState !== 'closed')
    const heights: number[] = []
    for (const pc of open) {
      ;(await pc.getStats()).forEach((entry: Record<string, unknown>) => {
        if (entry.type === 'outbound-rtp' && typeof entry.frameHeight === 'number') heights.push(entry.frameHeight)
      })
    }
    return {
      stats: (await this.engine?.stats()) ?? {},
      peers: [...(this.engine?.state.peers.values() ?? [])].map(({ stream, ...peer }) => ({
        ...peer,
        tracks: stream.getTracks().map(({ kind }) => kind),
      })),
      descriptions: this.descriptions,
      loudest: this.loudest,
      ownLoudest: this.ownLoudest,
      playing: [...document.querySelectorAll('video')].filter((tile) => tile.videoWidth > 0 && !tile.paused).length,
      made: this.connections.length,
      open: open.length,
      lanes: open.map((pc) => pc.getTransceivers().length),
      ufrags: open.map((pc) => /a=ice-ufrag:(\S+)/.exec(pc.localDescription?.sdp ?? '')?.[1] ?? ''),
      heights,
    }
  },
}

window.probe = probe
