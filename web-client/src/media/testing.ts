/** A stand-in for WebRTC that knows offers, answers, rollback and who is connected to whom, and carries no media. */

interface Said {
  pc: number
  path: number
  kinds: string[]
}

export class FakeSender {
  track: MediaStreamTrack | null = null
  parameters: RTCRtpSendParameters = { encodings: [{}] } as RTCRtpSendParameters
  getParameters = (): RTCRtpSendParameters => structuredClone(this.parameters)
  setParameters = async (parameters: RTCRtpSendParameters): Promise<void> => void (this.parameters = parameters)
  replaceTrack = async (track: MediaStreamTrack | null): Promise<void> => void (this.track = track)
}

class FakeTransceiver {
  direction = 'recvonly'
  readonly sender = new FakeSender()
  readonly receiver: { track: { kind: string }; getSynchronizationSources: () => object[] }
  constructor(readonly kind: string) {
    this.receiver = { track: { kind }, getSynchronizationSources: () => [] }
  }
}

export class FakeConnection {
  static all: FakeConnection[] = []
  readonly id = FakeConnection.all.push(this)
  signalingState: RTCSignalingState = 'stable'
  connectionState: RTCPeerConnectionState = 'new'
  localDescription: { type: string; sdp: string } | null = null
  remoteDescription: { type: string; sdp: string } | null = null
  readonly transceivers: FakeTransceiver[] = []
  candidates = 0
  configuration: RTCConfiguration = {}
  path = 1
  offers = 0
  frames = 0
  onnegotiationneeded: (() => void) | null = null
  onconnectionstatechange: (() => void) | null = null
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null

  get remote(): FakeConnection | undefined {
    const said = this.remoteDescription && (JSON.parse(this.remoteDescription.sdp) as Said)
    return said ? FakeConnection.all[said.pc - 1] : undefined
  }

  addTransceiver(kind: string, { direction }: { direction: string }): FakeTransceiver {
    const lane = new FakeTransceiver(kind)
    lane.direction = direction
    this.transceivers.push(lane)
    this.need()
    return lane
  }

  getTransceivers = (): FakeTransceiver[] => this.transceivers
  /** Each report has more frames, as long as there is a connection. */
  getStats = async (): Promise<Map<string, unknown>> => {
    if (this.connectionState === 'connected') this.frames += 30
    return new Map([['v', { type: 'inbound-rtp', kind: 'video', framesDecoded: this.frames }]])
  }

  async setLocalDescription(): Promise<void> {
    if (this.signalingState === 'closed') throw new Error('closed')
    const type = this.signalingState === 'have-remote-offer' ? 'answer' : 'offer'
    if (type === 'offer') this.offers += 1
    this.signalingState = type === 'offer' ? 'have-local-offer' : 'stable'
    const said: Said = { pc: this.id, path: this.path, kinds: this.transceivers.map(({ kind }) => kind) }
    this.localDescription = { type, sdp: JSON.stringify(said) }
    this.onicecandidate?.({
      candidate: { candidate: 'c', toJSON: () => ({ candidate: `candidate:${this.id}` }) },
    })
    this.onicecandidate?.({ candidate: null })
    this.meet()
  }

  async setRemoteDescription(description: { type: string; sdp: string }): Promise<void> {
    if (description.type === 'answer' && this.signalingState !== 'have-local-offer') throw new Error('unasked')
    const said = JSON.parse(description.sdp) as Said
    if (this.transceivers.length === 0) {
      for (const kind of said.kinds) this.transceivers.push(new FakeTransceiver(kind))
    }
    this.remoteDescription = description
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable'
    this.meet()
  }

  async addIceCandidate(): Promise<void> {
    if (!this.remoteDescription) throw new Error('too early')
    this.candidates += 1
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration
  }

  restartIce(): void {
    this.path += 1
    this.need()
  }

  becomes(state: RTCPeerConnectionState): void {
    if (this.connectionState === state || this.connectionState === 'closed') return
    this.connectionState = state
    this.onconnectionstatechange?.()
  }

  close(): void {
    this.connectionState = 'closed'
    this.signalingState = 'closed'
  }

  private need(): void {
    queueMicrotask(() => {
      if (this.signalingState === 'stable') this.onnegotiationneeded?.()
    })
  }

  private meet(): void {
    const { remote } = this
    if (!remote || this.signalingState !== 'stable' || remote.signalingState !== 'stable') return
    if (remote.remote !== this) return
    this.becomes('connected')
    remote.becomes('connected')
  }
}

export class FakeStream {
  private readonly tracks: Set<unknown>
  constructor(tracks: readonly unknown[] = []) {
    this.tracks = new Set(tracks)
  }
  getTracks = (): unknown[] => [...this.tracks]
  getAudioTracks = (): unknown[] => this.ofKind('audio')
  getVideoTracks = (): unknown[] => this.ofKind('video')
  addTrack = (track: unknown): void => void this.tracks.add(track)
  removeTrack = (track: unknown): void => void this.tracks.delete(track)
  private ofKind(kind: string): unknown[] {
    return this.getTracks().filter((track) => (track as { kind: string }).kind === kind)
  }
}

export const fakeTrack = (kind: string, height?: number): MediaStreamTrack =>
  ({ kind, enabled: true, getSettings: () => (height ? { height } : {}) }) as unknown as MediaStreamTrack
