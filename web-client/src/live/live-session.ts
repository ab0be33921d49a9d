import type { ByeReason, ClientCommand, ErrorCode, MediaOffer, Room, Seat, Welcome } from './protocol'

/** How the connection stands. `lost` tries again by itself; `over` is final. */
export type Connection = 'connecting' | 'joined' | 'lost' | 'over'

/** Why it is over: a word of the server, a refused entry, or our own leave. */
export type Ending = { kind: 'bye'; reason: ByeReason } | { kind: 'refused'; code: ErrorCode } | { kind: 'left' }

/** Everything a screen needs; replaced whole at each change, so compare by reference. */
export interface LiveState {
  readonly connection: Connection
  readonly ending: Ending | null
  /** Our own seat's id, from the first welcome on. */
  readonly seatId: string | null
  /** Kept through a reconnect, so that the screen does not go blank. */
  readonly room: Room | null
  readonly media: MediaOffer | null
  /** Server clock minus ours, in ms. */
  readonly clockOffsetMs: number
}

export interface ChatLine {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly text: string
  readonly at: string
}

/** A refused command. */
export class LiveError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message)
  }
}

/** One person's live session. Made by `openLive` in `live/socket.ts`. */
export interface LiveSession {
  readonly state: LiveState
  /** Calls back at once and at each change; returns the way to stop. */
  subscribe(listener: (state: LiveState) => void): () => void
  onChat(listener: (line: ChatLine) => void): () => void
  onDistress(listener: (from: string, at: string) => void): () => void
  /** Somebody is on the media who has no seat here; told to those who lead. */
  onStranger(listener: (at: string) => void): () => void
  onSignal(listener: (from: string, data: unknown) => void): () => void
  /**
   * Resolves at `ok` with the command's number (an update is in our seat from that `rev` on), rejects with a LiveError.
   * While the connection is lost, it rejects with `unavailable`.
   */
  send(command: ClientCommand): Promise<number>
  /** Says leave, closes, and forgets the resume token. */
  leave(): void
}

/** Our own seat, when there is one. */
export function ownSeat(state: LiveState): Seat | undefined {
  return state.room?.seats.find((seat) => seat.id === state.seatId)
}

/** What a welcome makes of the state before it. */
export function seated(
  before: LiveState,
  { seatId, room, media, serverTime }: Welcome,
  now: number,
): Partial<LiveState> {
  return {
    connection: 'joined',
    seatId,
    room,
    media: unchanged(before.media, media),
    clockOffsetMs: (Date.parse(serverTime) || now) - now,
  }
}

/** The same reference as long as nothing changed: media that runs need not be built anew. */
export function unchanged(before: MediaOffer | null, media: MediaOffer): MediaOffer {
  return before && JSON.stringify(media) === JSON.stringify(before) ? before : media
}
