import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareEpochs, parseSignal } from './signals'

const epoch = 'k3x9.1'

describe('parseSignal', () => {
  test('reads each part', () => {
    const candidate = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' }
    const signal = {
      epoch,
      for: 'zz.12',
      hello: true,
      restart: true,
      description: { type: 'offer', sdp: 'v=0' },
      candidates: [candidate],
      want: 'low',
      sending: { video: true, screen: false },
    }
    expect(parseSignal(signal)).toEqual(signal)
  })

  test('reads a candidate that leaves fields out', () => {
    const parsed = parseSignal({ epoch, candidates: [{ candidate: 'candidate:1', sdpMid: '1' }] })
    expect(parsed?.candidates).toMatchObject([{ candidate: 'candidate:1', sdpMid: '1', sdpMLineIndex: null }])
  })

  test.each([
    null,
    7,
    'x',
    [],
    {},
    { epoch: 7 },
    { epoch: 'no number' },
    { epoch: `${'a'.repeat(25)}.1` },
    { epoch, for: 3 },
    { epoch, description: 'offer' },
    { epoch, description: { type: 'rollback', sdp: '' } },
    { epoch, description: { type: 'offer', sdp: 'x'.repeat(60_001) } },
    { epoch, candidates: 'x' },
    { epoch, candidates: [7] },
    { epoch, candidates: [{ candidate: 'x'.repeat(2_001) }] },
    { epoch, candidates: Array.from({ length: 65 }, () => ({ candidate: 'x' })) },
  ])('refuses %j', (data) => {
    expect(parseSignal(data)).toBeNull()
  })

  test('drops wishes it does not know, and keeps the rest', () => {
    expect(parseSignal({ epoch, want: 'everything', hello: 'yes', sending: { video: 1 }, more: 1 })).toEqual({
      epoch,
      sending: { video: false, screen: false },
    })
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (description, candidates, sending) => {
        parseSignal(description)
        parseSignal({ epoch, description, candidates, sending })
      }),
    )
  })
})

test.each([
  [null, 'a.1', 'newer'],
  ['a.1', 'a.1', 'same'],
  ['a.9', 'a.10', 'newer'],
  ['a.10', 'a.9', 'older'],
  ['a.1', 'b.1', 'other'],
] as const)('to %s, %s is %s', (known, seen, answer) => {
  expect(compareEpochs(known, seen)).toBe(answer)
})
