/** The messages of the live protocol, version 1, as a browser sees them. Times are RFC 3339 UTC. */

export type SessionKind = 'group' | 'individual' | 'family' | 'education' | 'medication'
export type Phase = 'waiting' | 'open' | 'ended'
export type Role = 'host' | 'cohost' | 'participant' | 'family' | 'observer' | 'interpreter'
export type SeatState = 'waiting' | 'present' | 'reconnecting'
export type Device = 'on' | 'off' | 'blocked'

export interface Seat {
  readonly id: string
  readonly personId: string
  readonly name: string
  readonly role: Role
  readonly state: SeatState
  /** Null, or the time it was raised: the speaking order is a sort. */
  readonly hand: string | null
  readonly audio: Device
  readonly video: Device
  readonly screen: Device
  /** 0 (lost) to 4 (good), the client's own judgement. */
  readonly quality: number
  readonly since: string
  readonly rev: number
}

export interface Room {
  readonly id: string
  readonly version: number
  readonly kind: SessionKind
  readonly phase: Phase
  readonly title: string
  readonly startsAt: string
  readonly endsAt: string
  readonly locked: boolean
  readonly capacity: number
  readonly spotlight: string | null
  readonly agenda: readonly string[]
  /** Open, but no host is there: microphones and chat are held until one is back. */
  readonly frozen: boolean
  readonly seats: readonly Seat[]
}

/** What a mesh needs: all of an offer of that engine, and a part of each other one, for when the other fails. */
export interface MeshPart {
  readonly iceServers: readonly { urls: string | string[]; username?: string; credential?: string }[]
  /** More people with cameras than this are too much for a mesh on a weak laptop. */
  readonly comfortablePeers: number
}

export interface MeshOffer extends MeshPart {
  readonly engine: 'mesh'
}

/** A place on a Jitsi deployment. Without `room` and `token` while we wait, and where no pass can be made now. */
export interface JitsiOffer {
  readonly engine: 'jitsi'
  /** Where lib-jitsi-meet is loaded from; the same host as `serviceUrl`. */
  readonly library: string
  readonly integrity?: string
  readonly serviceUrl: string
  readonly domain: string
  readonly muc: string
  readonly focus: string
  readonly room?: string
  /** Good for one join, within a minute or two. Never to be logged. */
  readonly token?: string
  readonly tokenExpiresAt?: string
  readonly e2ee: boolean
  readonly mesh: MeshPart
}

export type MediaOffer = MeshOffer | JitsiOffer

/** The mesh's part of any offer. */
export const meshOf = (offer: MediaOffer): MeshPart => (offer.engine === 'mesh' ? offer : offer.mesh)

export type ServerMessage =
  | {
      type: 'welcome'
      seatId: string
      resumeToken: string
      graceMs: number
      pingMs: number
      serverTime: string
      media: MediaOffer
      room: Room
    }
  | {
      type: 'change'
      version: number
      /** The version that this change builds on: ours must be it, or we have missed one. */
      base: number
      seats?: Seat[]
      gone?: string[]
      room?: Partial<Omit<Room, 'seats' | 'version' | 'id'>>
    }
  | { type: 'snapshot'; room: Room }
  | { type: 'recorded'; seatId: string; event: string; at: string }
  | { type: 'signal'; from: string; data: unknown }
  | { type: 'chat'; id: string; from: string; to: string; text: string; at: string }
  | { type: 'alert'; kind: 'distress'; from: string; at: string }
  /** Somebody is on the media who has no seat here. */
  | { type: 'alert'; kind: 'media'; from: null; at: string }
  /** A fresh pass that we asked for, or the media of the room have moved. */
  | { type: 'media'; media: MediaOffer }
  | { type: 'ok'; re: number }
  | { type: 'error'; re?: number; code: ErrorCode; message: string }
  | { type: 'bye'; reason: ByeReason; retryMs: number }

export type ByeReason = 'ended' | 'removed' | 'consent-revoked' | 'replaced' | 'draining'

export type ErrorCode =
  | 'ticket.invalid'
  | 'ticket.expired'
  | 'ticket.used'
  | 'session.not-open'
  | 'session.ended'
  | 'room.full'
  | 'room.locked'
  | 'seat.removed'
  | 'consent.missing'
  | 'not-allowed'
  | 'bad-message'
  | 'unknown-seat'
  | 'rate-limited'
  | 'unavailable'

/** What we may send, without the `id` that the socket adds. */
export type ClientCommand =
  | {
      type: 'update'
      hand?: boolean
      audio?: Device
      video?: Device
      screen?: Device
      quality?: number
    }
  | { type: 'chat'; to: string; text: string }
  | { type: 'signal'; to: string; data: unknown }
  | { type: 'distress' }
  | { type: 'admit' | 'decline' | 'lower-hand' | 'mute' | 'stop-video'; seatId: string }
  | { type: 'remove'; seatId: string; ban?: boolean }
  | { type: 'spotlight'; seatId: string | null }
  | { type: 'mute-all' | 'lock' | 'unlock' | 'open' | 'end' | 'resync' | 'leave' }
  /** Asks for a pass for the media anew: each is good for one join. */
  | { type: 'media' }
  | { type: 'role'; seatId: string; role: Role }

/** Characters of one chat line, at most. */
export const MOST_CHAT = 2_000

/** Close codes of the socket, beside the standard ones. */
export const CLOSE = {
  restart: 1012,
  badMessage: 4400,
  notAuthenticated: 4401,
  notAllowed: 4403,
  replaced: 4409,
  rateLimited: 4429,
} as const

export type Welcome = Extract<ServerMessage, { type: 'welcome' }>
