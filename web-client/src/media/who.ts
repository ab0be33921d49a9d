import type { Seat } from '../live/protocol'

/** Whether a seat sends a picture: what the room says, before any connection is there. */
export function hasCamera(seat: Seat): boolean {
  return seat.state !== 'waiting' && (seat.video === 'on' || seat.screen === 'on')
}

/** Whether media goes between two seats. Observers see and hear all, and have nothing to send to one another. */
export function connects(mine: Seat, other: Seat): boolean {
  if (mine.id === other.id || mine.state === 'waiting' || other.state === 'waiting') return false
  return mine.role !== 'observer' || other.role !== 'observer'
}
