import type { Clock } from '../../live/clock'
import type { JitsiOffer } from '../../live/protocol'
import { letGo } from './local-tracks'
import { isConference, isParticipant, isRemoteTrack, REFUSALS } from './names'
import type {
  ConferenceEvent,
  Handler,
  JitsiConference,
  JitsiConnection,
  JitsiMeetJS,
  JitsiParticipant,
  JitsiRemoteTrack,
  JitsiTrack,
} from './types'

/** `refused`: not with this pass. `unreachable`: it never came about. `lost`: it was there, and is gone. */
export type CallEnd = 'refused' | 'unreachable' | 'lost'

/** A pass, and where it leads. It is good for one call. */
export type Pass = JitsiOffer & { readonly room: string; readonly token: string }

export interface CallEvents {
  /** Told before any word of the conference: those who are there are told of before we are. */
  entered(conference: JitsiConference): void
  /** We are in the conference, and may send. */
  joined(): void
  /** Media flow, as far as there is anybody to exchange them with. */
  on(): void
  came(participant: JitsiParticipant): void
  went(id: string): void
  track(track: JitsiRemoteTrack, added: boolean): void
  /** What somebody can do, or is muted, has changed. */
  changed(): void
  spoke(id: string): void
  /** The videobridge would not take a track of ours. */
  trackRefused(): void
  /** Told once; nothing comes after it. */
  ended(why: CallEnd): void
}

/** From the first word to being in the conference. */
const JOIN_MS = 10_000
/** From there, with somebody to talk to, until media flow. */
const MEDIA_MS = 15_000
/** The library looks for new paths itself; after this we begin anew. */
const INTERRUPTED_MS = 20_000

/** One connection and one conference, by one pass, from the first word to the end. Never used again after it. */
export class Call {
  /** Media stand still, and the library is looking for another path. */
  interrupted = false
  private conference: JitsiConference | null = null
  private readonly connection: JitsiConnection
  private readonly others = new Set<string>()
  private joined = false
  private established = false
  private told = false
  private over = false
  private stopWaiting: (() => void) | null = null

  constructor(
    private readonly library: JitsiMeetJS,
    private readonly pass: Pass,
    private readonly clock: Clock,
    private readonly events: CallEvents,
  ) {
    const { connection: on } = library.events
    const { PASSWORD_REQUIRED } = library.errors.connection
    this.connection = new library.JitsiConnection(null, pass.token, connectionOptions(pass))
    this.hears(on.CONNECTION_ESTABLISHED, () => this.enter())
    this.hears(on.CONNECTION_FAILED, (error) => this.fail(error === PASSWORD_REQUIRED ? 'refused' : undefined))
    this.hears(on.CONNECTION_DISCONNECTED, () => this.fail())
    this.connection.connect({})
    if (!this.over && !this.stopWaiting) this.wait(JOIN_MS, 'unreachable')
  }

  /** Something has to happen yet, or again, before media flow. */
  get waits(): boolean {
    return this.stopWaiting !== null
  }

  close(): void {
    if (this.over) return
    this.over = true
    this.stopWaiting?.()
    const { conference, connection } = this
    // In this order: to leave, one must be connected.
    void quietly(() => conference?.leave()).then(() => quietly(() => connection.disconnect()))
  }

  private hears(event: string, handler: Handler): void {
    this.connection.addEventListener(event, (...args: unknown[]) => {
      if (!this.over) handler(...args)
    })
  }

  private enter(): void {
    if (this.conference) return
    let conference: JitsiConference
    try {
      conference = this.connection.initJitsiConference(this.pass.room, CONFERENCE_OPTIONS)
    } catch {
      return this.fail()
    }
    if (!isConference(conference)) return this.fail()
    this.conference = conference
    this.events.entered(conference)
    this.listen(conference)
    conference.join()
  }

  private listen(conference: JitsiConference): void {
    const on = (event: ConferenceEvent, handler: Handler): void =>
      conference.on(this.library.events.conference[event], (...args: unknown[]) => {
        if (!this.over) handler(...args)
      })
    const { conference: errors } = this.library.errors
    const refusals: readonly unknown[] = REFUSALS.conference.map((name) => errors[name])
    on('CONFERENCE_JOINED', () => this.isIn())
    on('CONFERENCE_FAILED', (error) => this.fail(refusals.includes(error) ? 'refused' : undefined))
    on('CONFERENCE_LEFT', () => this.fail())
    on('KICKED', () => this.fail('lost'))
    on('SUSPEND_DETECTED', () => this.fail('lost'))
    on('CONNECTION_ESTABLISHED', () => this.flows())
    on('CONNECTION_RESTORED', () => this.flows())
    on('CONNECTION_INTERRUPTED', () => {
      this.interrupted = true
      this.wait(INTERRUPTED_MS, 'lost')
      this.events.changed()
    })
    on('USER_JOINED', (id: string, participant: JitsiParticipant) => {
      if (!isParticipant(participant)) return this.fail()
      if (participant.isHidden()) return
      this.others.add(id)
      if (this.joined && !this.established && !this.stopWaiting) this.wait(MEDIA_MS, 'unreachable')
      this.events.came(participant)
    })
    on('USER_LEFT', (id: string) => {
      this.others.delete(id)
      this.events.went(id)
      if (this.joined && this.others.size === 0 && !this.interrupted) this.isOn()
    })
    on('TRACK_ADDED', (track: JitsiRemoteTrack) => {
      if (track.isLocal?.()) return
      if (!isRemoteTrack(track)) return this.fail()
      this.events.track(track, true)
    })
    on('TRACK_REMOVED', (track: JitsiRemoteTrack) => !track.isLocal() && this.events.track(track, false))
    on('TRACK_MUTE_CHANGED', (track: JitsiTrack, by: unknown) => {
      if (track.isLocal() && by && track.isMuted()) letGo(track.getTrack())
      else this.events.changed()
    })
    on('TRACK_UNMUTE_REJECTED', () => this.events.trackRefused())
    on('DOMINANT_SPEAKER_CHANGED', (id: string) => this.events.spoke(id))
    on('PARTCIPANT_FEATURES_CHANGED', () => this.events.changed())
  }

  private isIn(): void {
    if (this.joined) return
    this.joined = true
    this.events.joined()
    if (this.over) return
    // The videobridge invites nobody who is alone.
    if (this.others.size === 0 || this.established) this.isOn()
    else this.wait(MEDIA_MS, 'unreachable')
  }

  private flows(): void {
    this.established = true
    this.interrupted = false
    if (this.joined) this.isOn()
  }

  private isOn(): void {
    this.stopWaiting?.()
    this.stopWaiting = null
    if (this.told) return this.events.changed()
    this.told = true
    this.events.on()
  }

  private wait(ms: number, why: CallEnd): void {
    this.stopWaiting?.()
    this.stopWaiting = this.clock.after(ms, () => this.fail(why))
  }

  private fail(why: CallEnd = this.told ? 'lost' : 'unreachable'): void {
    if (this.over) return
    this.close()
    this.events.ended(why)
  }
}

function connectionOptions({ domain, muc, focus, serviceUrl, room }: Pass): object {
  const address = `${serviceUrl}${serviceUrl.includes('?') ? '&' : '?'}room=${encodeURIComponent(room)}`
  return {
    hosts: { domain, muc, focus },
    serviceUrl: address,
    // A connection that broke is made anew, with a pass of its own.
    enableWebsocketResume: false,
    bridgeChannel: { preferSctp: true },
    p2p: NO_P2P,
    p2pStunServers: [],
    analytics: { disabled: true, rtcstatsEnabled: false },
    disableThirdPartyRequests: true,
  }
}

/** From browser to browser is the mesh's business: the library would use a stranger's server to find the way. */
const NO_P2P = { enabled: false, stunServers: [] }

const CONFERENCE_OPTIONS = {
  p2p: NO_P2P,
  analytics: { disabled: true, rtcstatsEnabled: false },
  disableThirdPartyRequests: true,
  // Levels are read from the receivers, as with the mesh.
  disableAudioLevels: true,
  enableNoAudioDetection: false,
  enableNoisyMicDetection: false,
  enableTalkWhileMuted: false,
  e2eping: { enabled: false },
  statisticsId: 'evenkeel',
}

/** What the library says to a goodbye does not matter any more. */
async function quietly(action: () => Promise<unknown> | undefined): Promise<void> {
  try {
    await action()
  } catch {
    // Gone already.
  }
}
