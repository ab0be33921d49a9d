import type { Ladder } from './engine'
import type { Reading } from './peer-stats'

/** Where the automatic ladder stands. Times are milliseconds of one clock. */
export interface Automatic {
  readonly ladder: Ladder
  /** Since when it has been bad without a break, or null. */
  readonly badSince: number | null
  readonly goodSince: number | null
  /** How long it must be good before we dare more; doubles when daring more went wrong. */
  readonly patienceMs: number
  readonly changedAt: number
  readonly wentUp: boolean
}

export type Verdict = 'bad' | 'fair' | 'good'

/** One bad moment is no reason; three readings in a row are. */
const BAD_MS = 5_000
/** After a step down the network needs a while to show whether it was enough. */
const SETTLE_MS = 6_000
const PATIENCE_MS = 30_000
const MAX_PATIENCE_MS = 240_000
/** A step up that turns bad within this was a step too far. */
const REGRET_MS = 20_000

const ORDER: readonly Ladder[] = ['audio', 'low', 'full']

export const startAutomatic = (now: number): Automatic => ({
  ladder: 'full',
  badSince: null,
  goodSince: null,
  patienceMs: PATIENCE_MS,
  changedAt: now,
  wentUp: false,
})

/** The next standing after one judgement (null: nobody is connected, so nothing is known). */
export function stepAutomatic(state: Automatic, verdict: Verdict | null, now: number): Automatic {
  if (verdict === null) return { ...state, badSince: null, goodSince: null }
  const next: Automatic = {
    ...state,
    badSince: verdict === 'bad' ? (state.badSince ?? now) : null,
    goodSince: verdict === 'good' ? (state.goodSince ?? now) : null,
  }
  const at = ORDER.indexOf(state.ladder)
  if (next.badSince !== null && now - next.badSince >= BAD_MS && now - state.changedAt >= SETTLE_MS && at > 0) {
    const tooFar = state.wentUp && next.badSince - state.changedAt < REGRET_MS
    return {
      ladder: ORDER[at - 1] ?? 'audio',
      badSince: null,
      goodSince: null,
      patienceMs: tooFar ? Math.min(state.patienceMs * 2, MAX_PATIENCE_MS) : state.patienceMs,
      changedAt: now,
      wentUp: false,
    }
  }
  if (next.goodSince !== null && now - next.goodSince >= state.patienceMs && at < ORDER.length - 1) {
    return { ...next, ladder: ORDER[at + 1] ?? 'full', goodSince: null, changedAt: now, wentUp: true }
  }
  // Long good at the top: the bad time is over, and patience may be short again.
  const calm = next.goodSince !== null && now - next.goodSince >= MAX_PATIENCE_MS
  return calm ? { ...next, patienceMs: PATIENCE_MS } : next
}

/**
 * Judges by the better half of the peers, as for our own quality: one bad line is the business of its other end,
 * which asks us for less by itself.
 */
export function judge(readings: readonly Reading[]): Verdict | null {
  if (readings.length === 0) return null
  const order: readonly Verdict[] = ['good', 'fair', 'bad']
  const verdicts = readings.map(judgeOne).sort((one, other) => order.indexOf(one) - order.indexOf(other))
  return verdicts[Math.floor((verdicts.length - 1) / 2)] ?? null
}

function judgeOne(reading: Reading): Verdict {
  const loss = reading.lossInPercent ?? 0
  const available = reading.availableOutKbps ?? Infinity
  const frozen = reading.frozenShare ?? 0
  const decoded = reading.decodedShare ?? 1
  if (loss > 8 || available < 60 || frozen > 0.25 || decoded < 0.5) return 'bad'
  return loss < 2 && available > 100 && frozen < 0.05 && decoded > 0.85 ? 'good' : 'fair'
}
