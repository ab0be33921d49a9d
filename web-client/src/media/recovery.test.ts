import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { browserClock } from '../live/clock'
import { Recovery } from './recovery'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

function bench(polite = false) {
  const done: [string, number][] = []
  const recovery = new Recovery(
    { restart: () => done.push(['restart', Date.now()]), rebuild: () => done.push(['rebuild', Date.now()]) },
    polite,
    browserClock,
    () => 0.5,
  )
  return { recovery, done }
}

test('a short break heals by itself', () => {
  const { recovery, done } = bench()
  recovery.state('connected')
  recovery.state('disconnected')
  vi.advanceTimersByTime(2_900)
  recovery.state('connected')
  vi.advanceTimersByTime(600_000)
  expect(done).toEqual([])
})

test('three seconds of it get new paths', () => {
  const { recovery, done } = bench()
  recovery.state('connected')
  recovery.state('disconnected')
  vi.advanceTimersByTime(3_200)
  expect(done).toEqual([['restart', 3_150]])
})

test('failed is helped at once; the polite side lets the other go first', () => {
  const impolite = bench(false)
  const polite = bench(true)
  impolite.recovery.state('failed')
  polite.recovery.state('failed')
  vi.advanceTimersByTime(500)
  expect(impolite.done).toHaveLength(1)
  expect(polite.done).toHaveLength(0)
  vi.advanceTimersByTime(500)
  expect(polite.done).toHaveLength(1)
})

test('what does not come about is helped ever more slowly, each third time built anew, and not for ever', () => {
  const { recovery, done } = bench()
  recovery.expect()
  vi.advanceTimersByTime(3_600_000)
  expect(done.map(([what]) => what).slice(0, 6)).toEqual([
    'restart',
    'restart',
    'rebuild',
    'restart',
    'restart',
    'rebuild',
  ])
  expect(done).toHaveLength(12)
  const gaps = done.slice(1).map(([, at], index) => at - (done[index]?.[1] ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThan(4_500)
  expect(Math.max(...gaps)).toBeLessThan(26_000)
})

test('waking counts anew', () => {
  const { recovery, done } = bench()
  recovery.expect()
  vi.advanceTimersByTime(3_600_000)
  recovery.wake()
  vi.advanceTimersByTime(300)
  expect(done).toHaveLength(13)
})

test('waking leaves alone what is connected, and what has just begun', () => {
  const { recovery, done } = bench()
  recovery.expect()
  recovery.wake()
  vi.advanceTimersByTime(1_000)
  recovery.state('connected')
  recovery.wake()
  vi.advanceTimersByTime(60_000)
  expect(done).toEqual([])
})

test('connected, but nothing comes through: new paths', () => {
  const { recovery, done } = bench()
  recovery.state('connected')
  recovery.dead()
  expect(done).toEqual([['restart', 0]])
})

test('cancelled, it is silent', () => {
  const { recovery, done } = bench()
  recovery.state('failed')
  recovery.cancel()
  vi.advanceTimersByTime(60_000)
  expect(done).toEqual([])
})
