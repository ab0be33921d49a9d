import type { Clock } from '../../live/clock'
import type { Seat } from '../../live/protocol'
import type { Ladder, PeerMedia, PeerStats } from '../engine'
import { ReceiverLevel } from '../levels'
import { compare, publicStats, readCounters, type Counters, type Reading } from '../peer-stats'
import { quality } from '../quality'
import type { JitsiConference, JitsiParticipant, JitsiRemoteTrack } from './types'

/** Readings without a frame, one after the other, after which a picture counts as gone. */
const STILL = 2
/** Whom the videobridge named as the speaker is shown as one at once; the levels carry on from there. */
const DOMINANT = 0.05

/** What comes from one seat by way of the conference. */
interface Incomer {
  readonly stream: MediaStream
  readonly level: ReceiverLevel
  counters: Counters | null
  reading: Reading | null
  still: number
}

/**
 * The others of one conference, by the seats that they have here. Who somebody is, the identity says that our token gave
 * them. Whoever has no seat is shown to nobody, and their tracks are attached to nothing.
 */
export class Incoming {
  /** The whole connection's, from the last two reports. */
  reading: Reading | null = null
  private counters: Counters | null = null
  /** In the order in which they came: of two with the same identity the later one counts. */
  private readonly participants = new Map<string, JitsiParticipant>()
  private readonly tracks = new Set<JitsiRemoteTrack>()
  private readonly incomers = new Map<string, Incomer>()
  private seats: readonly Seat[] = []

  constructor(
    private readonly conference: JitsiConference,
    private readonly clock: Clock,
  ) {}

  came(participant: JitsiParticipant): void {
    this.participants.delete(participant.getId())
    this.participants.set(participant.getId(), participant)
    this.match()
  }

  went(id: string): void {
    this.participants.delete(id)
    for (const track of this.tracks) if (track.getParticipantId() === id) this.tracks.delete(track)
    this.match()
  }

  track(track: JitsiRemoteTrack, added: boolean): void {
    if (added) this.tracks.add(track)
    else this.tracks.delete(track)
    this.match()
  }

  /** The seats that may be heard and seen: of the others, those whose media come this way. */
  use(seats: readonly Seat[]): void {
    this.seats = seats
    this.match()
  }

  spoke(id: string): void {
    for (const [seatId, participant] of this.bySeat()) {
      if (participant.getId() !== id) continue
      const incomer = this.incomers.get(seatId)
      if (incomer) incomer.level.hear(DOMINANT, this.clock.now())
    }
  }

  /** Those of the others who have a seat here. */
  seated(): JitsiParticipant[] {
    return [...this.bySeat().values()]
  }

  /** Others are here, and nobody says who: the deployment does not pass on what our tokens say. */
  get nameless(): boolean {
    const all = [...this.participants.values()]
    return all.length > 0 && all.every((participant) => !participant.getIdentity()?.user?.id)
  }

  /** The name, in the conference, of what a seat shows; null where nothing of it comes this way. */
  source(seatId: string): string | null {
    return this.picture(seatId)?.getSourceName() ?? null
  }

  /** The names of the screens that are shared by somebody with a seat. */
  screens(): string[] {
    return [...this.bySeat().keys()].flatMap((seatId) => {
      const shown = this.picture(seatId)
      return shown?.getVideoType() === 'desktop' ? [shown.getSourceName()] : []
    })
  }

  /** Whether any voice has changed. */
  listen(): boolean {
    const now = this.clock.now()
    const receivers = this.connection?.getReceivers() ?? []
    let changed = false
    for (const { stream, level } of this.incomers.values()) {
      const before = level.voice
      const [audio] = stream.getAudioTracks()
      const voice = level.measure(receivers.find(({ track }) => track === audio) ?? null, now)
      if (voice.level !== before.level || voice.speaking !== before.speaking) changed = true
    }
    return changed
  }

  async measure(): Promise<void> {
    const { connection } = this
    if (!connection) return
    const entries = [...(await connection.getStats()).values()] as Record<string, unknown>[]
    if (connection !== this.connection) return
    const now = this.clock.now()
    const whole = readCounters(entries, now)
    this.reading = this.counters && compare(this.counters, whole)
    this.counters = whole
    for (const incomer of this.incomers.values()) {
      const ids = incomer.stream.getTracks().map(({ id }) => id)
      const theirs = (entry: Record<string, unknown>): boolean =>
        entry.type !== 'inbound-rtp' || ids.includes(String(entry.trackIdentifier))
      const counters = readCounters(entries.filter(theirs), now)
      incomer.reading = incomer.counters && compare(incomer.counters, counters)
      incomer.counters = counters
      const shows = incomer.stream.getVideoTracks().length > 0
      incomer.still = shows && incomer.reading?.framesDecoded === 0 ? incomer.still + 1 : 0
    }
  }

  peers(interrupted: boolean, takes: Ladder): Map<string, PeerMedia> {
    const connected = !interrupted && this.connection !== null
    const all = new Map<string, PeerMedia>()
    for (const [seatId, { stream, level, still }] of this.incomers) {
      const shown = takes === 'audio' ? undefined : this.picture(seatId)
      all.set(seatId, {
        seatId,
        stream,
        connection: interrupted ? 'disconnected' : connected ? 'connected' : 'connecting',
        hasVideo: connected && shown !== undefined && still < STILL,
        level: level.voice.level,
        speaking: level.voice.speaking,
        quality: quality(connected, this.reading),
      })
    }
    return all
  }

  stats(): [string, PeerStats][] {
    return [...this.incomers].flatMap(([seatId, { counters, reading }]) =>
      counters ? [[seatId, publicStats(counters, reading)] as [string, PeerStats]] : [],
    )
  }

  close(): void {
    for (const { stream } of this.incomers.values()) empty(stream)
    this.incomers.clear()
    this.participants.clear()
    this.tracks.clear()
  }

  private get connection(): RTCPeerConnection | null {
    return this.conference.getActivePeerConnection()?.peerconnection ?? null
  }

  private bySeat(): Map<string, JitsiParticipant> {
    const seats = new Map(this.seats.map((seat) => [seat.personId, seat.id]))
    const found = new Map<string, JitsiParticipant>()
    for (const participant of this.participants.values()) {
      const seatId = seats.get(participant.getIdentity()?.user?.id ?? '')
      if (seatId) found.set(seatId, participant)
    }
    return found
  }

  /** The screen while they share one, else the camera; nothing that is muted. */
  private picture(seatId: string): JitsiRemoteTrack | undefined {
    const id = this.bySeat().get(seatId)?.getId()
    const theirs = [...this.tracks].filter(
      (track) => track.getParticipantId() === id && track.getType() === 'video' && !track.isMuted(),
    )
    return theirs.find((track) => track.getVideoType() === 'desktop') ?? theirs.at(-1)
  }

  /** Puts exactly the tracks of each seat's participant into that seat's stream. */
  private match(): void {
    const bySeat = this.bySeat()
    for (const [seatId, { stream }] of this.incomers) {
      if (bySeat.has(seatId)) continue
      empty(stream)
      this.incomers.delete(seatId)
    }
    for (const [seatId, participant] of bySeat) {
      const incomer = this.incomers.get(seatId) ?? newcomer()
      this.incomers.set(seatId, incomer)
      const voice = [...this.tracks].filter(
        (track) => track.getParticipantId() === participant.getId() && track.getType() === 'audio',
      )
      const picture = this.picture(seatId)
      const shown = [...voice, ...(picture ? [picture] : [])].map((track) => track.getTrack())
      const { stream } = incomer
      for (const track of stream.getTracks()) if (!shown.includes(track)) stream.removeTrack(track)
      for (const track of shown) if (!stream.getTracks().includes(track)) stream.addTrack(track)
    }
  }
}

function newcomer(): Incomer {
  return { stream: new MediaStream(), level: new ReceiverLevel(), counters: null, reading: null, still: 0 }
}

function empty(stream: MediaStream): void {
  for (const track of stream.getTracks()) stream.removeTrack(track)
}
