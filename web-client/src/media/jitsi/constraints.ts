import type { Ladder } from '../engine'

/** What we want of the videobridge: how many pictures, which of them before all others, and how high each may be. */
export interface ReceiverConstraints {
  readonly lastN: number
  /** Come first of all, each up to its height before anything is spent on another. */
  readonly onStageSources: readonly string[]
  /** Come before those who spoke last. */
  readonly selectedSources: readonly string[]
  readonly defaultConstraints: { readonly maxHeight: number }
  readonly constraints: Readonly<Record<string, { readonly maxHeight: number }>>
}

const ALL = -1
/** "Save data": those who spoke last. */
const FEW = 6
/** In a strip beside somebody who is shown large. */
const STRIP = 90

/**
 * By the ladder, by how many tiles share the screen, and by what the stage shows large: the picture `front`, null where
 * whoever is in front sends us none (we ourselves, say), undefined where nobody is in front. The videobridge counts what
 * is on stage or selected first: `lastN` leaves none of it out.
 */
export function receiverConstraints(
  ladder: Ladder,
  others: number,
  screens: readonly string[],
  front?: string | null,
): ReceiverConstraints {
  if (ladder === 'audio') {
    return { lastN: 0, onStageSources: [], selectedSources: [], defaultConstraints: { maxHeight: 0 }, constraints: {} }
  }
  const low = ladder === 'low'
  const screen = low ? 540 : 720
  const face = low ? 180 : tileHeight(1)
  // The screen may come before the word of our server that it is shared.
  const large = front === undefined ? screens : front === null ? [] : [front]
  const beside = screens.filter((name) => !large.includes(name))
  const strip = low || front !== undefined || screens.length > 0
  return {
    lastN: low ? FEW + screens.length : ALL,
    onStageSources: [...large],
    selectedSources: beside,
    defaultConstraints: { maxHeight: strip ? STRIP : tileHeight(others) },
    constraints: Object.fromEntries([
      ...large.map((name) => [name, { maxHeight: screens.includes(name) ? screen : face }]),
      ...beside.map((name) => [name, { maxHeight: screen / 2 }]),
    ]),
  }
}

function tileHeight(others: number): number {
  if (others <= 2) return 360
  return others <= 8 ? 180 : 90
}
