import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { browserClock } from '../../live/clock'
import { Passes } from './passes'
import { FakeHall } from './testing'

const hall = new FakeHall()
const offer = (token?: string) => hall.offer('a', { token })
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)
beforeEach(() => vi.useFakeTimers({ now: 0 }))
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('passes', () => {
  test('one that came by itself is used once, then another is asked for', async () => {
    const ask = vi.fn(async () => undefined)
    const passes = new Passes(ask, browserClock)
    passes.take(offer('one'))
    expect((await passes.next()).token).toBe('one')
    expect(ask).not.toHaveBeenCalled()
    const next = passes.next()
    expect(ask).toHaveBeenCalledTimes(1)
    // The same one again, with a snapshot perhaps, is none.
    passes.take(offer('one'))
    passes.take(offer('two'))
    expect((await next).token).toBe('two')
  })

  test('one that has lain about is not tried: our clock may be wrong, its own is not', async () => {
    const ask = vi.fn(async () => undefined)
    const passes = new Passes(ask, browserClock)
    passes.take(offer('old'))
    await after(30_000)
    const next = passes.next()
    expect(ask).toHaveBeenCalledTimes(1)
    passes.take(offer('new'))
    expect((await next).token).toBe('new')
  })

  test('one that is told of again and again gets no younger by that', async () => {
    const ask = vi.fn(async () => undefined)
    const passes = new Passes(ask, browserClock)
    const old = offer('old')
    for (let second = 0; second < 31; second++) {
      passes.take(old)
      await after(1_000)
    }
    const next = passes.next()
    expect(ask).toHaveBeenCalledTimes(1)
    passes.take(offer('new'))
    expect((await next).token).toBe('new')
  })

  test('the later of two that came counts', async () => {
    const passes = new Passes(async () => undefined, browserClock)
    passes.take(offer('one'))
    passes.take(offer('two'))
    expect((await passes.next()).token).toBe('two')
  })

  test('an "ok" without a pass is waited for, with an end', async () => {
    const passes = new Passes(async () => undefined, browserClock)
    const failed = expect(passes.next()).rejects.toThrow('no pass came')
    passes.take({ ...offer(), token: undefined, room: undefined })
    await after(8_000)
    await failed
  })

  test('a refusal is passed on at once', async () => {
    const passes = new Passes(() => Promise.reject(new Error('rate-limited')), browserClock)
    await expect(passes.next()).rejects.toThrow('rate-limited')
  })
})
