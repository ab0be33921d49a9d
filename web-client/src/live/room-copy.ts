import type { Room, Seat, ServerMessage } from './protocol'

/** A `change` as it is applied. */
export type Change = Omit<Extract<ServerMessage, { type: 'change' }>, 'type'>

/** The room's own fields, by name: nothing else that a message carries gets into the copy. */
const FIELDS = [
  'kind',
  'phase',
  'title',
  'startsAt',
  'endsAt',
  'locked',
  'capacity',
  'spotlight',
  'agenda',
  'frozen',
] as const satisfies readonly (keyof Room)[]

/**
 * The room after a change, or `gap` when one before it was missed. What we have already is no news: the same room
 * comes back, by reference.
 *
 * A change carries whole seats, and covers everything after its `base`. So one that begins before our version and
 * ends after it (the server merged changes for us while a snapshot was on its way) applies without loss.
 */
export function applyChange(room: Room, change: Change): Room | 'gap' {
  if (change.version <= room.version) return room
  // So asked, a change that names no base is a gap as well: nobody knows what it leaves out.
  if (!(change.base <= room.version)) return 'gap'
  return { ...withFields(room, change.room ?? {}), version: change.version, seats: seatsAfter(room, change) }
}

function withFields(room: Room, fields: Partial<Room>): Room {
  const next: Record<string, unknown> = { ...room }
  for (const field of FIELDS) if (Object.hasOwn(fields, field)) next[field] = fields[field]
  return next as unknown as Room
}

/** Seats keep their places, so that tiles do not jump; newcomers come last. */
function seatsAfter(room: Room, change: Change): readonly Seat[] {
  if (!change.seats?.length && !change.gone?.length) return room.seats
  const gone = new Set(change.gone)
  const changed = new Map((change.seats ?? []).map((seat) => [seat.id, seat]))
  const kept: Seat[] = []
  for (const seat of room.seats) {
    const next = changed.get(seat.id)
    changed.delete(seat.id)
    if (next) kept.push(next)
    else if (!gone.has(seat.id)) kept.push(seat)
  }
  return [...kept, ...changed.values()]
}
