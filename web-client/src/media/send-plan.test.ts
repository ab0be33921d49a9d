import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ladder } from './engine'
import { audioKbps, lower, NO_VIDEO, scaleDown, screenPlan, sendPlan, type Health } from './send-plan'

const ladders = fc.constantFrom<Ladder>('full', 'low', 'audio')
const healths = fc.constantFrom<Health>('good', 'strained')

describe('sendPlan', () => {
  test.each([
    [1, 360, 20],
    [3, 180, 15],
    [4, 180, 15],
    [6, 90, 7],
    [8, 90, 7],
    [12, 90, 5],
  ])('for %i others: %i high, %i frames/s', (peers, height, fps) => {
    expect(sendPlan(peers, 'full', 'good')).toMatchObject({ height, fps })
  })

  test('a strained machine sends one step less', () => {
    expect(sendPlan(4, 'full', 'strained')).toEqual(sendPlan(5, 'full', 'good'))
  })

  test('sound alone is no picture; low is low for one other as well', () => {
    expect(sendPlan(1, 'audio', 'good')).toEqual(NO_VIDEO)
    expect(sendPlan(1, 'low', 'good')).toMatchObject({ height: 90, fps: 7 })
  })

  test('more people, less wish or less health never make it larger', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(5), ladders, ladders, healths, (peers, more, one, other, health) => {
        for (const plan of [sendPlan, screenPlan]) {
          const size = plan(peers, one, health)
          expect(plan(peers + more, one, health).maxKbps).toBeLessThanOrEqual(size.maxKbps)
          expect(plan(peers, lower(one, other), health).maxKbps).toBeLessThanOrEqual(size.maxKbps)
          expect(plan(peers, one, 'strained').maxKbps).toBeLessThanOrEqual(size.maxKbps)
        }
      }),
    )
  })

  test('all of it together stays within a weak way up', () => {
    for (let peers = 1; peers <= 15; peers++) {
      expect(peers * sendPlan(peers, 'full', 'good').maxKbps).toBeLessThanOrEqual(900)
    }
  })
})

test('a picture shrinks to the plan and is never blown up', () => {
  expect(scaleDown(180, sendPlan(6, 'full', 'good'))).toBe(2)
  expect(scaleDown(180, sendPlan(1, 'full', 'good'))).toBe(1)
  expect(scaleDown(undefined, NO_VIDEO)).toBe(1)
})

test('sound keeps 24 to 32 kbit/s', () => {
  expect((['full', 'low', 'audio'] as const).map(audioKbps)).toEqual([32, 24, 24])
})
