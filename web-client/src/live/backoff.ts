/** At once, then ever more slowly, for as long as the session lasts. */
const STEPS_MS = [0, 300, 1_000, 2_000, 4_000, 5_000] as const

/** A connection that held less than this does not count as a success: else a crashing server is asked in a storm. */
export const STABLE_MS = 5_000

/**
 * How long to wait before try number `attempt` (0 is the first): the step's lower half for certain, its upper half by
 * chance, so that a whole group whose server went away does not come back in one blow.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const step = STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? 0
  return step / 2 + (random() * step) / 2
}

/** The slowest step: while the browser says it is offline, we only check whether it is wrong. */
export const offlineMs = (random: () => number): number => backoffMs(STEPS_MS.length, random)
