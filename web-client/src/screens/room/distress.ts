import type { LiveView } from '../../app/live-view.svelte'
import { leads } from '../../app/seats'

/** Whether a counselor got it. Nothing here may claim more than is known. */
export type DistressResult = 'seen' | 'nobody' | 'failed'

/** Tells the counselors, and says honestly whether one was connected to be told. */
export async function tellCounselors(view: Pick<LiveView, 'send' | 'state'>): Promise<DistressResult> {
  if ((await view.send({ type: 'distress' })) !== 'ok') return 'failed'
  const someone = view.state.room?.seats.some(
    (seat) => leads(seat.role) && seat.state === 'present' && seat.id !== view.state.seatId,
  )
  return someone ? 'seen' : 'nobody'
}
