import type { Reading } from './peer-stats'

export type Quality = 0 | 1 | 2 | 3 | 4

/**
 * 0 (lost) to 4 (good), as one would judge by ear: what is missing counts most, then how late it comes. Speech bears
 * 3 % of loss well and 10 % badly; a conversation bears 300 ms of delay.
 */
export function quality(connected: boolean, reading: Reading | null): Quality {
  if (!connected) return 0
  if (!reading) return 4
  const loss = Math.max(reading.lossInPercent ?? 0, reading.lossOutPercent ?? 0)
  const roundTripMs = reading.roundTripMs ?? 0
  const jitterMs = reading.jitterMs ?? 0
  if (loss > 20 || roundTripMs > 1_500) return 1
  if (loss > 8 || roundTripMs > 700 || jitterMs > 120) return 2
  if (loss > 2.5 || roundTripMs > 300 || jitterMs > 50 || (reading.frozenShare ?? 0) > 0.2) return 3
  return 4
}

/**
 * Our own network, from what we see of all the others: the better half decides, since one bad peer is that peer's
 * trouble, and all of them bad is ours. Alone there is nothing to complain of.
 */
export function ownQuality(peers: readonly number[]): Quality {
  if (peers.length === 0) return 4
  const best = [...peers].sort((one, other) => other - one)
  return (best[Math.floor((best.length - 1) / 2)] ?? 4) as Quality
}
