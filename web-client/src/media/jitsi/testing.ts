/** A room of Jitsi engines, a FAKE deployment, and a relay for signals that can lose them. For tests. */
import { vi } from 'vitest'
import { browserClock } from '../../live/clock'
import type { JitsiOffer, Seat } from '../../live/protocol'
import { seat } from '../../live/testing'
import { FakeConnection } from '../testing'
import { JitsiEngine } from './engine'
import { FakeDeployment } from './fake-jitsi'
import { LibraryError } from './library'

export const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

export class FakeHall {
  readonly deployment = new FakeDeployment()
  readonly engines = new Map<string, JitsiEngine>()
  readonly sent: { from: string; to: string; data: Record<string, unknown> }[] = []
  loses: (from: string, to: string, data: Record<string, unknown>) => boolean = () => false
  /** Whose browser gets no library. */
  readonly without = new Set<string>()
  /** What our own server says to one who asks for a pass: `null` for a pass. */
  server: (id: string) => Error | 'silence' | null = () => null
  asked: string[] = []
  room = 'room1'
  here: Seat[] = []
  e2ee = false
  private passes = 0

  /** A new pass for a person, as the server makes it. */
  offer(id: string, change: Partial<JitsiOffer> = {}): JitsiOffer {
    return {
      engine: 'jitsi',
      library: 'https://meet.example/libs/lib-jitsi-meet.min.js',
      serviceUrl: 'wss://meet.example/xmpp-websocket',
      domain: 'meet.jitsi',
      muc: 'muc.meet.jitsi',
      focus: 'focus.meet.jitsi',
      room: this.room,
      token: `pass:person-${id}:${++this.passes}`,
      e2ee: this.e2ee,
      mesh: { iceServers: [], comfortablePeers: 5 },
      ...change,
    }
  }

  enters(id: string, offer: JitsiOffer = this.offer(id)): JitsiEngine {
    const engine = new JitsiEngine(
      offer,
      (to, data) => this.relay(id, to, data),
      () => this.askPass(id),
      {
        clock: browserClock,
        random: () => 0.5,
        makeConnection: (configuration) => {
          const made = new FakeConnection()
          made.setConfiguration(configuration)
          return made as unknown as RTCPeerConnection
        },
        loadLibrary: async () => {
          if (this.without.has(id)) throw new LibraryError('unreachable')
          return this.deployment.library()
        },
      },
    )
    this.engines.set(id, engine)
    return engine
  }

  seats(...seats: Seat[]): void {
    this.here = seats
    for (const [id, engine] of this.engines) engine.seats(seats, id)
  }

  /** Each of them enters with a camera, all at the same moment. */
  async together<const Ids extends readonly string[]>(...ids: Ids): Promise<{ [At in keyof Ids]: JitsiEngine }> {
    const engines = ids.map((id) => this.enters(id)) as unknown as { [At in keyof Ids]: JitsiEngine }
    for (const engine of engines as readonly JitsiEngine[]) engine.local(camera())
    this.seats(...ids.map((id) => seat(id, { video: 'on' })))
    await after(500)
    return engines
  }

  /** By which way each of the others reaches somebody. */
  ways(id: string): Record<string, string> {
    const open = FakeConnection.all.filter(({ connectionState }) => connectionState === 'connected')
    return Object.fromEntries(
      [...(this.engines.get(id)?.state.peers ?? [])].map(([from, { stream, connection }]) => {
        const [track] = stream.getTracks()
        const byMesh = open.some(({ transceivers }) =>
          transceivers.some(({ receiver }) => (receiver.track as unknown) === track),
        )
        return [from, connection !== 'connected' ? connection : byMesh ? 'mesh' : track ? 'jitsi' : 'nothing']
      }),
    )
  }

  close(): void {
    for (const engine of this.engines.values()) engine.close()
  }

  private relay(from: string, to: string, data: unknown): void {
    const plain = JSON.parse(JSON.stringify(data)) as Record<string, unknown>
    this.sent.push({ from, to, data: plain })
    if (!this.loses(from, to, plain)) setTimeout(() => this.engines.get(to)?.receive(from, plain), 20)
  }

  private async askPass(id: string): Promise<void> {
    this.asked.push(id)
    const answer = this.server(id)
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (answer instanceof Error) throw answer
    if (answer === null) setTimeout(() => this.engines.get(id)?.offer(this.offer(id)), 5)
  }
}

/** A track that ends when it is stopped, as a device's does. */
export class FakeDeviceTrack extends EventTarget {
  enabled = true
  readyState: 'live' | 'ended' = 'live'
  constructor(readonly kind: string) {
    super()
  }
  getSettings = (): MediaTrackSettings => ({ height: 180 })
  stop(): void {
    this.readyState = 'ended'
  }
}

export const deviceTrack = (kind: string): MediaStreamTrack => new FakeDeviceTrack(kind) as unknown as MediaStreamTrack

export const camera = () => ({ audio: deviceTrack('audio'), video: deviceTrack('video'), screen: null })
