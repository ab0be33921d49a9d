/** How the way back to the media server is looked for. Times are milliseconds of one clock. */
export interface Patience {
  /** Failures in a row. */
  readonly failures: number
  /** Since when nothing has been carried, for as long as that is so. */
  readonly downSince: number
  /** How long to wait before the next try from the fallback; doubles with each one that fails. */
  readonly waitMs: number
}

const MOST_TRIES = 3
/** After this the person is told that it takes long: less is no wait, and more without a word looks broken. */
export const LONG_MS = 4_500
/** After this the fallback begins, whatever is still being tried. */
const ENOUGH_MS = 6_000
const FIRST_WAIT_MS = 30_000
const MAX_WAIT_MS = 240_000
const QUICK_MS = 1_000

export const startPatience = (now: number): Patience => ({ failures: 0, downSince: now, waitMs: FIRST_WAIT_MS })

/** What to do after a failure: whether it is time for the fallback, and when to try again. */
export interface Judgement {
  readonly patience: Patience
  readonly giveUp: boolean
  readonly againMs: number
}

/**
 * A refusal is asked about once more, with a new pass; what did not answer is tried twice more, quickly. Then, or when it
 * has all taken too long, the fallback has its turn, and the tries go on from there: ever more rarely, never not at all.
 */
export function judgeFailure(
  patience: Patience,
  refused: boolean,
  given: boolean,
  now: number,
  random: () => number,
): Judgement {
  const failures = patience.failures + (refused ? 2 : 1)
  const giveUp = given || failures >= MOST_TRIES || now - patience.downSince >= ENOUGH_MS
  const jitter = 0.75 + random() / 2
  if (!giveUp) return { patience: { ...patience, failures }, giveUp, againMs: QUICK_MS * failures * (0.5 + random()) }
  const waitMs = Math.min(patience.waitMs * 2, MAX_WAIT_MS)
  return { patience: { ...patience, failures, waitMs }, giveUp, againMs: patience.waitMs * jitter }
}
