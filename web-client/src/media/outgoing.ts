import type { Lanes } from './negotiation'
import { scaleDown, type SendPlan } from './send-plan'

/** What goes to one other seat: tracks, null for none, and how large. */
export interface Outgoing {
  readonly audio: MediaStreamTrack | null
  readonly audioKbps: number
  readonly video: MediaStreamTrack | null
  readonly videoPlan: SendPlan
  readonly screen: MediaStreamTrack | null
  readonly screenPlan: SendPlan
}

/** Puts tracks and limits onto the senders of one connection, without any negotiation; the last wish wins. */
export class Senders {
  private wish: Outgoing | null = null
  private working = false
  private closed = false

  constructor(private readonly lanes: Lanes) {}

  set(wish: Outgoing): void {
    this.wish = wish
    if (!this.working) void this.work()
  }

  close(): void {
    this.closed = true
  }

  private async work(): Promise<void> {
    this.working = true
    while (this.wish && !this.closed) {
      const wish = this.wish
      this.wish = null
      await put(this.lanes.audio.sender, wish.audio, { maxBitrate: wish.audioKbps * 1_000 })
      await put(this.lanes.video.sender, wish.video, limits(wish.video, wish.videoPlan))
      await put(this.lanes.screen.sender, wish.screen, limits(wish.screen, wish.screenPlan))
    }
    this.working = false
  }
}

function limits(track: MediaStreamTrack | null, plan: SendPlan): RTCRtpEncodingParameters {
  return {
    // Zero is no valid limit; without a track the limits mean nothing.
    maxBitrate: Math.max(plan.maxKbps, 1) * 1_000,
    maxFramerate: Math.max(plan.fps, 1),
    scaleResolutionDownBy: scaleDown(track?.getSettings().height, plan),
  }
}

async function put(
  sender: RTCRtpSender,
  track: MediaStreamTrack | null,
  wanted: RTCRtpEncodingParameters,
): Promise<void> {
  try {
    // The limits first: a new picture must not start too large.
    const parameters = sender.getParameters()
    const encoding = parameters.encodings?.[0]
    if (!encoding) parameters.encodings = [wanted]
    const same =
      encoding && (Object.keys(wanted) as (keyof typeof wanted)[]).every((key) => encoding[key] === wanted[key])
    if (!same) {
      if (encoding) Object.assign(encoding, wanted)
      await sender.setParameters(parameters)
    }
  } catch {
    // A browser that knows less of limits sends by its own judgement.
  }
  try {
    if (sender.track !== track) await sender.replaceTrack(track)
  } catch {
    // Closed in between.
  }
}
