import type { Role, Room, Seat } from '../live/protocol'

export function leads(role: Role): boolean {
  return role === 'host' || role === 'cohost'
}

/** Keeps what is known of each seat's admission while it reconnects, when its state no longer tells. */
export function rememberAdmitted(
  known: ReadonlyMap<string, boolean>,
  seats: readonly Seat[],
): ReadonlyMap<string, boolean> {
  return new Map(seats.map((seat) => [seat.id, isAdmitted(seat, known)]))
}

/** Past the waiting room. A reconnecting seat that we have never seen otherwise counts as in. */
export function isAdmitted(seat: Seat, known: ReadonlyMap<string, boolean>): boolean {
  return seat.state === 'reconnecting' ? (known.get(seat.id) ?? true) : seat.state === 'present'
}

/** Hands in the order in which they were raised. */
export function handQueue(seats: readonly Seat[]): readonly Seat[] {
  return seats
    .filter((seat) => seat.hand !== null)
    .sort((a, b) => (a.hand ?? '').localeCompare(b.hand ?? '') || a.id.localeCompare(b.id))
}

const RANK: Record<Role, number> = {
  host: 0,
  cohost: 1,
  interpreter: 2,
  participant: 3,
  family: 4,
  observer: 5,
}

/** Who leads first, then by arrival: a tile keeps its place while people talk. Our own comes last. */
export function tileOrder(seats: readonly Seat[], ownId: string | null): readonly Seat[] {
  return [...seats].sort(
    (a, b) =>
      Number(a.id === ownId) - Number(b.id === ownId) ||
      RANK[a.role] - RANK[b.role] ||
      a.since.localeCompare(b.since) ||
      a.id.localeCompare(b.id),
  )
}

/** Whom the stage shows large: the counselors' choice, else whoever shares a screen. Nobody where one is alone. */
export function frontSeat(seats: readonly Seat[], ownId: string | null, spotlight: string | null): Seat | undefined {
  if (seats.length < 2) return undefined
  const ordered = tileOrder(seats, ownId)
  return (
    ordered.find((seat) => seat.id === spotlight) ?? ordered.find((seat) => seat.screen === 'on' && seat.id !== ownId)
  )
}

export interface Presence {
  readonly in: readonly Seat[]
  readonly waiting: readonly Seat[]
}

export function presence(room: Room, known: ReadonlyMap<string, boolean>): Presence {
  return {
    in: room.seats.filter((seat) => isAdmitted(seat, known)),
    waiting: room.seats
      .filter((seat) => !isAdmitted(seat, known))
      .sort((a, b) => a.since.localeCompare(b.since) || a.id.localeCompare(b.id)),
  }
}

/** Who came and who went between two looks at the room. A reconnecting seat has not gone. */
export function comings(before: readonly Seat[], after: readonly Seat[]): { joined: Seat[]; left: Seat[] } {
  const was = new Set(before.map((seat) => seat.id))
  const is = new Set(after.map((seat) => seat.id))
  return {
    joined: after.filter((seat) => !was.has(seat.id)),
    left: before.filter((seat) => !is.has(seat.id)),
  }
}
