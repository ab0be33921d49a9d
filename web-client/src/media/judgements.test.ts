import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge, startAutomatic, stepAutomatic, type Automatic, type Verdict } from './automatic'
import { stepStrain, UNSTRAINED } from './health'
import { loudness } from './level'
import { compare, publicStats, readCounters, type Reading } from './peer-stats'
import { ownQuality, quality } from './quality'
import { hear, SILENT } from './speaking'

const reading = (part: Partial<Reading> = {}): Reading => ({
  lossInPercent: 0,
  lossOutPercent: 0,
  roundTripMs: 40,
  jitterMs: 5,
  availableOutKbps: 800,
  frozenShare: 0,
  decodedShare: 1,
  framesDecoded: 30,
  cpuLimited: false,
  kbpsIn: 200,
  kbpsOut: 200,
  ...part,
})

/** Readings come every 2 s. */
function runs(state: Automatic, verdict: Verdict | null, seconds: number, from: number): [Automatic, number] {
  let now = from
  for (; now < from + seconds * 1_000; now += 2_000) state = stepAutomatic(state, verdict, now)
  return [state, now]
}

describe('the automatic ladder', () => {
  test('goes down step by step while it stays bad, and no further than sound', () => {
    let [state, now] = runs(startAutomatic(0), 'good', 10, 0)
    ;[state, now] = runs(state, 'bad', 4, now)
    expect(state.ladder).toBe('full')
    ;[state, now] = runs(state, 'bad', 4, now)
    expect(state.ladder).toBe('low')
    ;[state, now] = runs(state, 'bad', 4, now)
    expect(state.ladder).toBe('low')
    ;[state] = runs(state, 'bad', 60, now)
    expect(state.ladder).toBe('audio')
  })

  test('one bad moment in a good time changes nothing', () => {
    let [state, now] = runs(startAutomatic(0), 'good', 10, 0)
    for (let round = 0; round < 20; round++) {
      ;[state, now] = runs(state, 'bad', 4, now)
      ;[state, now] = runs(state, 'fair', 2, now)
    }
    expect(state.ladder).toBe('full')
  })

  test('goes up after 30 s of good, not before, and not by fair', () => {
    let [state, now] = runs(startAutomatic(0), 'bad', 12, 0)
    expect(state.ladder).toBe('low')
    ;[state, now] = runs(state, 'fair', 120, now)
    expect(state.ladder).toBe('low')
    ;[state, now] = runs(state, 'good', 30, now)
    expect(state.ladder).toBe('low')
    ;[state] = runs(state, 'good', 4, now)
    expect(state.ladder).toBe('full')
  })

  test('a step up that was too far makes the next one wait twice as long, up to four minutes', () => {
    let [state, now] = runs(startAutomatic(0), 'bad', 12, 0)
    for (const patienceMs of [60_000, 120_000, 240_000, 240_000]) {
      ;[state, now] = runs(state, 'good', state.patienceMs / 1_000 + 2, now)
      expect(state.ladder).toBe('full')
      ;[state, now] = runs(state, 'bad', 8, now)
      expect(state).toMatchObject({ ladder: 'low', patienceMs })
    }
  })

  test('without anybody connected nothing moves', () => {
    let [state, now] = runs(startAutomatic(0), 'bad', 4, 0)
    ;[state, now] = runs(state, null, 60, now)
    ;[state] = runs(state, 'bad', 4, now)
    expect(state.ladder).toBe('full')
  })

  test('whatever comes, it never moves more often than each 6 s', () => {
    const verdicts = fc.constantFrom<(Verdict | null)[]>('good', 'fair', 'bad', null)
    fc.assert(
      fc.property(fc.array(fc.tuple(verdicts, fc.nat(40)), { maxLength: 60 }), (spells) => {
        let state = startAutomatic(0)
        let now = 0
        let movedAt = 0
        for (const [verdict, times] of spells) {
          for (let time = 0; time < times; time++) {
            now += 2_000
            const next = stepAutomatic(state, verdict, now)
            if (next.ladder !== state.ladder) {
              expect(now - movedAt).toBeGreaterThanOrEqual(6_000)
              movedAt = now
            }
            state = next
          }
        }
      }),
    )
  })
})

describe('judge', () => {
  test.each([
    [{ lossInPercent: 12 }, 'bad'],
    [{ availableOutKbps: 40 }, 'bad'],
    [{ frozenShare: 0.4 }, 'bad'],
    [{ decodedShare: 0.3 }, 'bad'],
    [{ lossInPercent: 4 }, 'fair'],
    [{}, 'good'],
    [{ lossInPercent: null, availableOutKbps: null, frozenShare: null, decodedShare: null }, 'good'],
  ] as const)('%j is %s', (part, verdict) => {
    expect(judge([reading(part)])).toBe(verdict)
  })

  test('one bad line of three is not our network; two of three are', () => {
    const bad = reading({ lossInPercent: 30 })
    expect(judge([reading(), bad, reading()])).toBe('good')
    expect(judge([bad, bad, reading()])).toBe('bad')
    expect(judge([])).toBeNull()
  })
})

test('strain comes after three readings of a busy machine, and goes after fifteen', () => {
  const busy = [reading({ cpuLimited: true }), reading({ lossOutPercent: 10 }), reading()]
  let strain = UNSTRAINED
  const times = (count: number, readings: Reading[]) => {
    for (let time = 0; time < count; time++) strain = stepStrain(strain, readings)
    return strain.health
  }
  expect(times(2, busy)).toBe('good')
  expect(times(1, busy)).toBe('strained')
  expect(times(14, [reading()])).toBe('strained')
  expect(times(1, busy)).toBe('strained')
  expect(times(14, [reading()])).toBe('strained')
  expect(times(1, [reading()])).toBe('good')
})

describe('quality', () => {
  test.each([
    [{}, 4],
    [{ lossInPercent: 4 }, 3],
    [{ roundTripMs: 400 }, 3],
    [{ frozenShare: 0.5 }, 3],
    [{ lossOutPercent: 10 }, 2],
    [{ jitterMs: 200 }, 2],
    [{ lossInPercent: 30 }, 1],
    [{ roundTripMs: 2_000 }, 1],
  ] as const)('of %j is %i', (part, value) => {
    expect(quality(true, reading(part))).toBe(value)
  })

  test('of a lost connection is 0, of one just made 4', () => {
    expect(quality(false, reading())).toBe(0)
    expect(quality(true, null)).toBe(4)
  })

  test('more loss never sounds better', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (one, more) => {
          const worse = quality(true, reading({ lossInPercent: Math.min(100, one + more) }))
          expect(worse).toBeLessThanOrEqual(quality(true, reading({ lossInPercent: one })))
        },
      ),
    )
  })

  test('our own is what the better half of the others say', () => {
    expect(ownQuality([])).toBe(4)
    expect(ownQuality([2])).toBe(2)
    expect(ownQuality([4, 0])).toBe(4)
    expect(ownQuality([4, 4, 0])).toBe(4)
    expect(ownQuality([4, 0, 1])).toBe(1)
    expect(ownQuality([1, 1, 1, 0])).toBe(1)
  })
})

describe('stats', () => {
  const report = (scale: number, lost = 0) => [
    {
      type: 'inbound-rtp',
      kind: 'audio',
      bytesReceived: 1_000 * scale,
      packetsReceived: 50 * scale,
      packetsLost: lost,
      jitter: 0.02,
    },
    {
      type: 'inbound-rtp',
      kind: 'video',
      bytesReceived: 24_000 * scale,
      packetsReceived: 50 * scale,
      framesReceived: 15 * scale,
      framesDecoded: 12 * scale,
      totalFreezesDuration: 0.5 * scale,
    },
    {
      type: 'outbound-rtp',
      kind: 'video',
      bytesSent: 25_000 * scale,
      framesSent: 15 * scale,
      qualityLimitationReason: 'cpu',
    },
    { type: 'remote-inbound-rtp', fractionLost: 0.05, roundTripTime: 0.08 },
    {
      type: 'candidate-pair',
      nominated: true,
      state: 'succeeded',
      availableOutgoingBitrate: 300_000,
      currentRoundTripTime: 0.1,
    },
    { type: 'candidate-pair', nominated: false, state: 'waiting', availableOutgoingBitrate: 9e9 },
    { type: 'codec' },
  ]

  test('are added up, and compared over the time between', () => {
    const before = readCounters(report(1), 10_000)
    const now = readCounters(report(3, 10), 12_000)
    expect(compare(before, now)).toEqual({
      lossInPercent: (100 * 10) / 210,
      lossOutPercent: 5,
      roundTripMs: 100,
      jitterMs: 20,
      availableOutKbps: 300,
      frozenShare: 0.5,
      decodedShare: 0.8,
      framesDecoded: 24,
      cpuLimited: true,
      kbpsIn: 200,
      kbpsOut: 200,
    })
    expect(publicStats(now, compare(before, now))).toMatchObject({
      framesDecoded: 36,
      framesSent: 45,
      packetsReceivedAudio: 150,
      bitrateInKbps: 200,
    })
  })

  test('too little to judge by is null, counters that went back count from nothing', () => {
    const now = readCounters([{ type: 'inbound-rtp', packetsReceived: 3, packetsLost: 2, framesReceived: 1 }], 2_000)
    expect(compare(readCounters([], 0), now)).toMatchObject({
      lossInPercent: null,
      decodedShare: null,
      roundTripMs: null,
    })
    expect(compare(readCounters(report(3), 0), readCounters(report(1), 2_000))).toMatchObject({
      kbpsIn: 0,
      framesDecoded: 0,
    })
  })

  test('fields that are missing or no numbers count as nothing', () => {
    const odd = readCounters([{}, { type: 'inbound-rtp', packetsReceived: 'many', jitter: NaN, kind: 'audio' }], 0)
    expect(odd).toMatchObject({ packetsIn: 0, jitterMs: null })
  })
})

describe('a voice', () => {
  test('is up at once, down slowly, and speaks through the gap between two words', () => {
    let voice = hear(SILENT, 0.5, 0)
    expect(voice).toMatchObject({ level: 0.5, speaking: true })
    voice = hear(voice, 0, 200)
    expect(voice.level).toBeCloseTo(0.3)
    expect(hear(voice, 0, 699).speaking).toBe(true)
    expect(hear(voice, 0, 700).speaking).toBe(false)
  })

  test('stays between 0 and 1, and falls silent in the end', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (levels) => {
        let voice = SILENT
        levels.forEach((level, at) => {
          voice = hear(voice, level, at * 200)
          expect(voice.level).toBeGreaterThanOrEqual(0)
          expect(voice.level).toBeLessThanOrEqual(1)
        })
        for (let time = 0; time < 20; time++) voice = hear(voice, 0, levels.length * 200 + 1_000 + time * 200)
        expect(voice).toMatchObject({ level: 0, speaking: false })
      }),
    )
  })

  test('is as loud as its samples', () => {
    expect(loudness(new Float32Array(512))).toBe(0)
    expect(loudness(new Float32Array(512).fill(0.1))).toBeCloseTo(0.4)
    expect(loudness(new Float32Array(512).fill(1))).toBe(1)
    expect(loudness(new Float32Array(0))).toBe(0)
  })
})
