import type { Reading } from './peer-stats'
import type { Health } from './send-plan'

/** Whether what we send is too much for this machine or its way up; slow to believe it, slower to forget it. */
export interface Strain {
  readonly health: Health
  /** Readings in a row that speak against `health`. */
  readonly against: number
}

export const UNSTRAINED: Strain = { health: 'good', against: 0 }

/** Readings come every 2 s: three against us lower the size, fifteen good ones raise it again. */
const TO_LOWER = 3
const TO_RAISE = 15

export function stepStrain(strain: Strain, readings: readonly Reading[]): Strain {
  if (readings.length === 0) return { ...strain, against: 0 }
  const bad = readings.filter((reading) => reading.cpuLimited || (reading.lossOutPercent ?? 0) > 6).length
  const seen: Health = bad * 2 > readings.length ? 'strained' : 'good'
  if (seen === strain.health) return { ...strain, against: 0 }
  const against = strain.against + 1
  return against >= (seen === 'strained' ? TO_LOWER : TO_RAISE) ? { health: seen, against: 0 } : { ...strain, against }
}
