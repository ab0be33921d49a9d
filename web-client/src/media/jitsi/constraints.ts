import type { Ladder } from '../engine'

/** What we want of the videobridge: how many pictures, and how high each may be. */
export interface ReceiverConstraints {
  readonly lastN: number
  readonly onStageSources: readonly string[]
  readonly defaultConstraints: { readonly maxHeight: number }
  readonly constraints: Readonly<Record<string, { readonly maxHeight: number }>>
}

const ALL = -1
/** "Save data": those who spoke last. */
const FEW = 6

/** By the ladder, by how many tiles share the screen, and with the shared screens large enough to be read. */
export function receiverConstraints(ladder: Ladder, others: number, screens: readonly string[]): ReceiverConstraints {
  if (ladder === 'audio') {
    return { lastN: 0, onStageSources: [], defaultConstraints: { maxHeight: 0 }, constraints: {} }
  }
  const screenHeight = ladder === 'low' ? 540 : 720
  return {
    lastN: ladder === 'low' ? FEW + screens.length : ALL,
    onStageSources: [...screens],
    // Beside a shared screen the faces are a strip.
    defaultConstraints: { maxHeight: ladder === 'low' || screens.length > 0 ? 90 : tileHeight(others) },
    constraints: Object.fromEntries(screens.map((name) => [name, { maxHeight: screenHeight }])),
  }
}

function tileHeight(others: number): number {
  if (others <= 2) return 360
  return others <= 8 ? 180 : 90
}
