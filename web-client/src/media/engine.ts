import type { MediaOffer, Seat } from '../live/protocol'

/** What we send. Tracks are null where there is none; a muted microphone keeps its track, disabled. */
export interface LocalMedia {
  readonly audio: MediaStreamTrack | null
  readonly video: MediaStreamTrack | null
  readonly screen: MediaStreamTrack | null
}

/** How much of the others we take. `full` → `low` → `audio`: each step costs the network less. */
export type Ladder = 'full' | 'low' | 'audio'

/** What comes from one other seat. */
export interface PeerMedia {
  readonly seatId: string
  readonly stream: MediaStream
  readonly connection: 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed'
  readonly hasVideo: boolean
  /** 0 to 1, smoothed. */
  readonly level: number
  readonly speaking: boolean
  /** 0 (lost) to 4 (good), from what getStats reports. */
  readonly quality: number
}

export interface MediaState {
  readonly peers: ReadonlyMap<string, PeerMedia>
  /** Our own microphone's level, 0 to 1. */
  readonly ownLevel: number
  readonly ownSpeaking: boolean
  /** Our own judgement of the network, 0 to 4: goes into our seat's `quality`. */
  readonly ownQuality: number
  readonly ladder: Ladder
  /** The ladder went down by itself, because the network or the machine could not keep up. */
  readonly loweredByItself: boolean
  /** There are more people here than a mesh carries well; the screen says so openly. */
  readonly overloaded: boolean
  /** What has to be said openly of how media travel; nothing where all is as it should be. */
  readonly notes?: readonly MediaNote[]
}

/**
 * `slow`: the media server takes its time, and is still waited for. `direct`: it is out of reach, and pictures go between the browsers. `direct-audio`: the same, and there
 * are too many people for that. `none`: neither way carries anything. `not-sent`: something of ours does not get out.
 * `not-encrypted-server`, `not-encrypted-here`, `not-encrypted-all`: the program wants encryption from end to end, and the
 * media server's library, this browser, or that of another one in the room, cannot do it.
 */
export type MediaNote =
  | 'slow'
  | 'direct'
  | 'direct-audio'
  | 'none'
  | 'not-sent'
  | 'not-encrypted-server'
  | 'not-encrypted-here'
  | 'not-encrypted-all'

/**
 * Carries sound and picture between the seats of a room: the mesh between the browsers, the Jitsi engine through a
 * videobridge, behind the same words.
 */
export interface MediaEngine {
  readonly state: MediaState
  subscribe(listener: (state: MediaState) => void): () => void
  /** The seats that are in the room now, and which one is ours. Called at each change. */
  seats(seats: readonly Seat[], own: string): void
  /** The server's offer came anew, with the connection: what leads through its relays has an end. */
  offer(offer: MediaOffer): void
  local(media: LocalMedia): void
  ladder(ladder: Ladder | 'automatic'): void
  /** The seat that the screen shows large, ours too; null for none. Its picture comes before all others. */
  front(seatId: string | null): void
  /** Signalling that came for us. */
  receive(from: string, data: unknown): void
  /** The network may have changed (online, page shown again, socket resumed): check, restart what is dead. */
  wake(): void
  close(): void
  /** For the tests and the support page: per seat, what getStats says. */
  stats(): Promise<Record<string, PeerStats>>
}

export interface PeerStats {
  readonly framesDecoded: number
  readonly framesSent: number
  readonly packetsReceivedAudio: number
  readonly roundTripMs: number | null
  readonly lossPercent: number | null
  readonly bitrateInKbps: number
  readonly bitrateOutKbps: number
}

export type Signal = (to: string, data: unknown) => void

/** Asks the server for a fresh pass, which comes as an `offer`. Rejects where it can't be asked, or says no. */
export type AskPass = () => Promise<unknown>

export type MakeEngine = (offer: MediaOffer, signal: Signal, askPass: AskPass) => MediaEngine
