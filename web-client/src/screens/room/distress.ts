import type { LiveView } from '../../app/live-view.svelte'
import { leads } from '../../app/seats'

/** Whether a counselor got it. Nothing here may claim more than is known. */
export type DistressResult = 'seen' | 'nobody' | 'failed'

/**
 * Tells the counselors. The server answers `ok` only when one was connected to be told, and it alone knows: in the
 * waiting room we see no seat but our own. Where it refuses, what we see decides between the two ways to say so.
 */
export async function tellCounselors(view: Pick<LiveView, 'send' | 'state' | 'inRoom'>): Promise<DistressResult> {
  const result = await view.send({ type: 'distress' })
  if (result === 'ok') return 'seen'
  const { connection, room, seatId } = view.state
  const someone = room?.seats.some((seat) => leads(seat.role) && seat.state === 'present' && seat.id !== seatId)
  return connection === 'joined' && view.inRoom && !someone ? 'nobody' : 'failed'
}
