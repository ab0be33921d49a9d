import type { Clock } from '../live/clock'
import { MAX_CANDIDATES, type PeerSignal } from './signals'

/** The three ways that every connection has, in the order of its description. */
export interface Lanes {
  readonly audio: RTCRtpTransceiver
  readonly video: RTCRtpTransceiver
  readonly screen: RTCRtpTransceiver
}

export interface NegotiationEvents {
  send(part: Pick<PeerSignal, 'description' | 'candidates'>): void
  /** The ways are there: tracks can be put on them, and taken from them. */
  lanes(lanes: Lanes): void
  state(state: RTCPeerConnectionState): void
}

const MAX_QUEUED = 128
/** Candidates found within this go as one signal: the server counts messages. */
const GATHER_MS = 50

/**
 * One RTCPeerConnection and its talk with the other side, by the "perfect negotiation" pattern.
 *
 * The impolite side alone makes the three transceivers and the first offer, the polite side takes them from it.
 * (Were both to make them, an offer from each at once would leave six.) From then on nothing but new paths is
 * negotiated: mute, camera and screen are `replaceTrack`. Either side may ask for new paths; when both do at once,
 * the polite side takes its own offer back.
 */
export class Negotiation {
  readonly pc: RTCPeerConnection
  lanes: Lanes | null = null
  private makingOffer = false
  private settingAnswer = false
  private closed = false
  private early: RTCIceCandidateInit[] = []
  private found: RTCIceCandidateInit[] = []
  private stopGathering: (() => void) | null = null
  private work: Promise<void> = Promise.resolve()

  constructor(
    makeConnection: () => RTCPeerConnection,
    private readonly polite: boolean,
    private readonly clock: Clock,
    private readonly events: NegotiationEvents,
  ) {
    this.pc = makeConnection()
    this.pc.onnegotiationneeded = () => void this.offer()
    this.pc.onconnectionstatechange = () => events.state(this.pc.connectionState)
    this.pc.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.gather(candidate.toJSON())
    }
  }

  /** Whether anything was said yet; if not, the connection is as good as new. */
  get used(): boolean {
    return this.lanes !== null || this.pc.signalingState !== 'stable' || this.pc.remoteDescription !== null
  }

  /** For the impolite side: makes the ways, and so the first offer. */
  begin(): void {
    if (this.closed || this.used) return
    const direction = 'sendrecv'
    this.lanes = {
      audio: this.pc.addTransceiver('audio', { direction }),
      video: this.pc.addTransceiver('video', { direction }),
      screen: this.pc.addTransceiver('video', { direction }),
    }
    this.events.lanes(this.lanes)
  }

  /** Asks for new paths. False where there is nothing to restart, or an offer of ours lies unanswered. */
  restartIce(): boolean {
    if (this.closed || !this.pc.remoteDescription || this.pc.signalingState === 'have-local-offer') return false
    this.pc.restartIce()
    return true
  }

  /** What the other side said; one after the other, in the order in which it came. */
  receive({ description, candidates }: Pick<PeerSignal, 'description' | 'candidates'>): void {
    this.work = this.work.then(async () => {
      if (this.closed) return
      try {
        if (description) await this.describe(description)
        for (const candidate of candidates ?? []) await this.addCandidate(candidate)
      } catch {
        // A description that does not fit (an answer to an offer taken back, or nonsense) changes nothing here; if
        // the connection does not come about without it, the recovery acts.
      }
    })
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.stopGathering?.()
    this.pc.onnegotiationneeded = this.pc.onconnectionstatechange = this.pc.onicecandidate = null
    this.pc.close()
  }

  private async offer(): Promise<void> {
    try {
      this.makingOffer = true
      await this.pc.setLocalDescription()
      this.tell()
    } catch {
      // The other side's offer came in between, or the connection was closed.
    } finally {
      this.makingOffer = false
    }
  }

  private async describe(description: NonNullable<PeerSignal['description']>): Promise<void> {
    const { pc } = this
    const ready = !this.makingOffer && (pc.signalingState === 'stable' || this.settingAnswer)
    if (!this.polite && description.type === 'offer' && !ready) return
    this.settingAnswer = description.type === 'answer'
    try {
      await pc.setRemoteDescription(description)
    } finally {
      this.settingAnswer = false
    }
    const early = this.early
    this.early = []
    for (const candidate of early) await this.addCandidate(candidate)
    if (description.type !== 'offer') return
    this.adoptLanes()
    await pc.setLocalDescription()
    this.tell()
  }

  private adoptLanes(): void {
    if (this.lanes) return
    const [audio, video, screen] = this.pc.getTransceivers()
    if (!audio || !video || !screen) return
    for (const lane of [audio, video, screen]) lane.direction = 'sendrecv'
    this.lanes = { audio, video, screen }
    this.events.lanes(this.lanes)
  }

  private async addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.pc.remoteDescription) {
      if (this.early.length < MAX_QUEUED) this.early.push(candidate)
      return
    }
    // Of an offer that we ignore, or of paths that are past: no loss.
    await this.pc.addIceCandidate(candidate).catch(() => undefined)
  }

  private tell(): void {
    const local = this.pc.localDescription
    if (this.closed || !local || (local.type !== 'offer' && local.type !== 'answer')) return
    this.events.send({ description: { type: local.type, sdp: local.sdp } })
  }

  private gather(candidate: RTCIceCandidateInit): void {
    this.found.push(candidate)
    if (this.found.length >= MAX_CANDIDATES) this.tellCandidates()
    else this.stopGathering ??= this.clock.after(GATHER_MS, () => this.tellCandidates())
  }

  private tellCandidates(): void {
    this.stopGathering?.()
    this.stopGathering = null
    const candidates = this.found
    this.found = []
    if (!this.closed && candidates.length > 0) this.events.send({ candidates })
  }
}
