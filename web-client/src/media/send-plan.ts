import type { Ladder } from './engine'

/** How large a picture goes to one other seat. All zero: none. */
export interface SendPlan {
  readonly height: number
  readonly fps: number
  readonly maxKbps: number
}

/** Our way up, and our machine: `strained` costs one step of the size. */
export type Health = 'good' | 'strained'

export const NO_VIDEO: SendPlan = { height: 0, fps: 0, maxKbps: 0 }

/**
 * Measured on a weak laptop, each peer with a camera: five at 320x180 and 15 frames/s, six to eight at 160x90 and 7.
 * Two people have room for more, as far as the camera gives it.
 */
const STEPS = [
  { upTo: 1, plan: { height: 360, fps: 20, maxKbps: 600 } },
  { upTo: 2, plan: { height: 270, fps: 15, maxKbps: 350 } },
  { upTo: 4, plan: { height: 180, fps: 15, maxKbps: 220 } },
  { upTo: 5, plan: { height: 136, fps: 10, maxKbps: 120 } },
  { upTo: 8, plan: { height: 90, fps: 7, maxKbps: 60 } },
] as const

/** For more people than the last step names, and for a strained machine on that step. */
const LEAST: SendPlan = { height: 90, fps: 5, maxKbps: 45 }

/** What "low" means, whatever the number: a face that one can still read. */
const LOW: SendPlan = { height: 90, fps: 7, maxKbps: 60 }

/** The camera's picture for each of `peers` other people, no more than one of them asked for. */
export function sendPlan(peers: number, ladder: Ladder, health: Health): SendPlan {
  if (ladder === 'audio') return NO_VIDEO
  const tooMany = STEPS.filter(({ upTo }) => peers > upTo).length
  const plan = STEPS[tooMany + (health === 'strained' ? 1 : 0)]?.plan ?? LEAST
  return ladder === 'low' ? smaller(plan, LOW) : plan
}

/** A shared screen: letters need their size, they do not need to move. */
export function screenPlan(peers: number, ladder: Ladder, health: Health): SendPlan {
  if (ladder === 'audio') return NO_VIDEO
  if (ladder === 'low') return { height: 540, fps: 2, maxKbps: 150 }
  if (peers > 4 || health === 'strained') return { height: 720, fps: 3, maxKbps: 250 }
  return { height: 720, fps: 5, maxKbps: 600 }
}

/** The lower of two steps of the ladder: what both sides can bear. */
export function lower(one: Ladder, other: Ladder): Ladder {
  const order: readonly Ladder[] = ['audio', 'low', 'full']
  return order[Math.min(order.indexOf(one), order.indexOf(other))] ?? 'audio'
}

/** How much a picture of `height` lines must shrink for the plan; a picture is never blown up. */
export function scaleDown(height: number | undefined, plan: SendPlan): number {
  return height && plan.height ? Math.max(1, height / plan.height) : 1
}

/** Opus carries speech well in this; the narrow one leaves a weak line some air. */
export const audioKbps = (ladder: Ladder): number => (ladder === 'full' ? 32 : 24)

function smaller(one: SendPlan, other: SendPlan): SendPlan {
  return one.maxKbps <= other.maxKbps ? one : other
}
