import type { Seat } from '../live/protocol'

/** With more people than this in the room, whoever is off the media server has sound alone. */
export const MOST_BY_MESH = 4

/** By people, not by cameras: one that is turned on later must not be what breaks everybody's sound. */
export function tooManyForMesh(seats: readonly Seat[]): boolean {
  return seats.filter(isIn).length > MOST_BY_MESH
}

/** Whether somebody is in the room, and not before its door; with a lost connection they are. */
export function isIn(seat: Seat): boolean {
  return seat.state !== 'waiting'
}

/** Whether a seat sends a picture: what the room says, before any connection is there. */
export function hasCamera(seat: Seat): boolean {
  return isIn(seat) && (seat.video === 'on' || seat.screen === 'on')
}

/** Whether media goes between two seats. Observers see and hear all, and have nothing to send to one another. */
export function connects(mine: Seat, other: Seat): boolean {
  if (mine.id === other.id || !isIn(mine) || !isIn(other)) return false
  return mine.role !== 'observer' || other.role !== 'observer'
}
