/** One voice: its level smoothed, and whether it speaks, without a flicker between two words. */
export interface Voice {
  /** 0 to 1. */
  readonly level: number
  readonly speaking: boolean
  /** When it was last loud enough, ms. */
  readonly loudAt: number
}

export const SILENT: Voice = { level: 0, speaking: false, loudAt: -Infinity }

const LOUD = 0.04
const HOLD_MS = 700

/** The voice after a measurement: up at once, down slowly, as an ear would have it. */
export function hear(voice: Voice, measured: number, now: number): Voice {
  const heard = Number.isFinite(measured) ? Math.min(1, Math.max(0, measured)) : 0
  const level = heard > voice.level ? heard : voice.level * 0.6 + heard * 0.4
  const loudAt = heard >= LOUD ? now : voice.loudAt
  return { level: level < 0.005 ? 0 : level, loudAt, speaking: now - loudAt < HOLD_MS }
}
