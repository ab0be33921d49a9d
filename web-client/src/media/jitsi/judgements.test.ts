import { describe, expect, test } from 'vitest'
import { receiverConstraints } from './constraints'
import { judgeFailure, startPatience } from './patience'

const middle = () => 0.5
const tryIt = (patience = startPatience(0), { refused = false, given = false, now = 0 } = {}) =>
  judgeFailure(patience, refused, given, now, middle)

describe('patience', () => {
  test('two quick tries more, then the fallback', () => {
    const first = tryIt()
    expect(first).toMatchObject({ giveUp: false, againMs: 1_000 })
    const second = tryIt(first.patience)
    expect(second).toMatchObject({ giveUp: false, againMs: 2_000 })
    expect(tryIt(second.patience)).toMatchObject({ giveUp: true, againMs: 30_000 })
  })

  test('a refusal is asked about once', () => {
    const first = tryIt(undefined, { refused: true })
    expect(first.giveUp).toBe(false)
    expect(tryIt(first.patience, { refused: true }).giveUp).toBe(true)
  })

  test('what has taken long is given up at once', () => {
    expect(tryIt(undefined, { now: 6_000 }).giveUp).toBe(true)
  })

  test('from the fallback ever more rarely, and never not at all', () => {
    let { patience } = tryIt(undefined, { given: true })
    const waits = Array.from({ length: 6 }, () => {
      const next = tryIt(patience, { given: true })
      patience = next.patience
      return next.againMs
    })
    expect(waits).toEqual([60_000, 120_000, 240_000, 240_000, 240_000, 240_000])
  })

  test('chance keeps a whole group apart', () => {
    const waits = [0, 0.5, 1].map((chance) => judgeFailure(startPatience(0), false, false, 0, () => chance).againMs)
    expect(waits).toEqual([500, 1_000, 1_500])
  })
})

describe('what we want of the videobridge', () => {
  test('by the ladder: all, few, none', () => {
    expect(receiverConstraints('full', 5, [])).toMatchObject({ lastN: -1, defaultConstraints: { maxHeight: 180 } })
    expect(receiverConstraints('low', 5, [])).toMatchObject({ lastN: 6, defaultConstraints: { maxHeight: 90 } })
    expect(receiverConstraints('audio', 5, ['s'])).toEqual({
      lastN: 0,
      onStageSources: [],
      selectedSources: [],
      defaultConstraints: { maxHeight: 0 },
      constraints: {},
    })
    expect(receiverConstraints('audio', 5, ['s'], 'a-camera')).toEqual(receiverConstraints('audio', 5, ['s']))
  })

  test('by the layout: the more tiles, the smaller', () => {
    const height = (others: number) => receiverConstraints('full', others, []).defaultConstraints.maxHeight
    expect([1, 2, 3, 8, 9, 15].map(height)).toEqual([360, 360, 180, 180, 90, 90])
  })

  test('a shared screen stays large enough to be read, and the faces beside it are small', () => {
    expect(receiverConstraints('full', 3, ['a-desktop'])).toEqual({
      lastN: -1,
      onStageSources: ['a-desktop'],
      selectedSources: [],
      defaultConstraints: { maxHeight: 90 },
      constraints: { 'a-desktop': { maxHeight: 720 } },
    })
    expect(receiverConstraints('low', 3, ['a-desktop'])).toMatchObject({
      lastN: 7,
      constraints: { 'a-desktop': { maxHeight: 540 } },
    })
  })

  test.each([
    ['full', 360, -1],
    ['low', 180, 6],
  ] as const)('whoever is in front comes first and large, and the others are a strip: %s', (ladder, height, lastN) => {
    for (const others of [1, 3, 15]) {
      expect(receiverConstraints(ladder, others, [], 'a-camera')).toEqual({
        lastN,
        onStageSources: ['a-camera'],
        selectedSources: [],
        defaultConstraints: { maxHeight: 90 },
        constraints: { 'a-camera': { maxHeight: height } },
      })
    }
  })

  test('a screen that is in front has the height of a screen', () => {
    const { constraints } = receiverConstraints('full', 3, ['a-desktop'], 'a-desktop')
    expect(constraints).toEqual({ 'a-desktop': { maxHeight: 720 } })
  })

  test('a screen beside somebody in front is half as high, and comes before those who spoke last', () => {
    expect(receiverConstraints('low', 15, ['b-desktop'], 'a-camera')).toEqual({
      lastN: 7,
      onStageSources: ['a-camera'],
      selectedSources: ['b-desktop'],
      defaultConstraints: { maxHeight: 90 },
      constraints: { 'a-camera': { maxHeight: 180 }, 'b-desktop': { maxHeight: 270 } },
    })
  })

  test('somebody is in front who sends us no picture: nothing is large, and the others are a strip all the same', () => {
    expect(receiverConstraints('full', 1, [], null)).toMatchObject({
      onStageSources: [],
      defaultConstraints: { maxHeight: 90 },
      constraints: {},
    })
  })
})
