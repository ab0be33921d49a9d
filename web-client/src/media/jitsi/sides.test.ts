import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Clock } from '../../live/clock'
import { Sides } from './sides'

let now = 0
const clock: Clock = { now: () => now, after: () => () => undefined }
const signal = vi.fn()
let sides: Sides
beforeEach(() => {
  now = 0
  signal.mockReset()
  sides = new Sides(signal, clock)
  sides.seats(['b', 'c'])
})

describe('sides', () => {
  test('all are on Jitsi as long as nobody says otherwise, and nobody needs to say so', () => {
    expect(sides.direct('b')).toBe(false)
    expect(signal).not.toHaveBeenCalled()
  })

  test('whoever goes off tells everybody once, and those who come later', () => {
    sides.go('mesh')
    sides.go('mesh')
    sides.seats(['b', 'c', 'd'])
    expect(signal.mock.calls).toEqual([
      ['b', { media: 'mesh' }],
      ['c', { media: 'mesh' }],
      ['d', { media: 'mesh' }],
    ])
    expect(sides.direct('b')).toBe(true)
  })

  test('a word of another one is about the two of us', () => {
    expect(sides.receive('b', { media: 'mesh' })).toBe(true)
    expect(sides.receive('b', { media: 'mesh' })).toBe(false)
    expect([sides.direct('b'), sides.direct('c')]).toEqual([true, false])
    expect(sides.receive('b', { media: 'jitsi' })).toBe(true)
    expect(sides.direct('b')).toBe(false)
  })

  test('a seat that is gone is forgotten, and one that was never here is not believed', () => {
    sides.receive('b', { media: 'mesh' })
    sides.seats(['c'])
    expect(sides.receive('b', { media: 'mesh' })).toBe(false)
    sides.seats(['b', 'c'])
    expect(sides.direct('b')).toBe(false)
  })

  test('asks whoever speaks the language of the mesh for no reason, not too often', () => {
    sides.stray('b')
    sides.stray('b')
    expect(signal.mock.calls).toEqual([['b', { media: 'jitsi', ask: true }]])
    now = 2_000
    sides.stray('b')
    expect(signal).toHaveBeenCalledTimes(2)
    sides.stray('nobody')
    expect(signal).toHaveBeenCalledTimes(2)
  })

  test('answers whoever asks, without asking back', () => {
    sides.receive('b', { media: 'mesh', ask: true })
    expect(signal.mock.calls).toEqual([['b', { media: 'jitsi' }]])
  })

  test.each([null, 7, 'mesh', {}, { media: 'smoke' }, { media: ['mesh'] }, { epoch: 'a.1' }])(
    '%j is not for us',
    (data) => {
      expect(sides.receive('b', data)).toBeNull()
    },
  )
})
