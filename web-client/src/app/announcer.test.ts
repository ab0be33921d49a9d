import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Announcer, BATCH_MS } from './announcer.svelte'
import { settings } from './settings.svelte'

describe('what screen readers are told', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    settings.set({ language: 'en', announce: true })
  })
  afterEach(() => vi.useRealTimers())

  it('gathers comings and goings into one sentence each', () => {
    const announcer = new Announcer()
    announcer.person('joined', 'Ana')
    announcer.person('joined', 'Luis')
    announcer.person('left', 'Kim')
    expect(announcer.polite).toBe('')
    vi.advanceTimersByTime(BATCH_MS)
    expect(announcer.polite).toBe('Ana and Luis joined. Kim left.')
  })

  it('speaks at most once in five seconds', () => {
    const announcer = new Announcer()
    const said: string[] = []
    for (let at = 0; at < 20; at++) {
      announcer.person('joined', `Person ${at}`)
      vi.advanceTimersByTime(1_000)
      if (announcer.polite !== said.at(-1)) said.push(announcer.polite)
    }
    expect(said.map((words) => words.trim())).toEqual([
      'Person 0 joined.',
      '5 people joined.',
      '5 people joined.',
      '5 people joined.',
    ])
  })

  it('has the same sentence read again when it happens again', () => {
    const announcer = new Announcer()
    announcer.person('joined', 'Ana')
    vi.advanceTimersByTime(BATCH_MS)
    const first = announcer.polite
    announcer.person('joined', 'Ana')
    vi.advanceTimersByTime(BATCH_MS)
    expect(announcer.polite.trim()).toBe(first)
    expect(announcer.polite).not.toBe(first)
  })

  it('does not mention somebody who came and went in between', () => {
    const announcer = new Announcer()
    announcer.person('left', 'Ana')
    announcer.person('joined', 'Ana')
    vi.advanceTimersByTime(BATCH_MS)
    expect(announcer.polite).toBe('')
  })

  it('says a number when many come at once', () => {
    const announcer = new Announcer()
    for (let at = 0; at < 9; at++) announcer.person('joined', `Person ${at}`)
    vi.advanceTimersByTime(BATCH_MS)
    expect(announcer.polite).toBe('9 people joined.')
  })

  it('is quiet when it is switched off, but for alerts', () => {
    settings.set({ announce: false })
    const announcer = new Announcer()
    announcer.person('joined', 'Ana')
    announcer.alert('Kim needs a minute')
    vi.advanceTimersByTime(BATCH_MS)
    expect(announcer.polite).toBe('')
    expect(announcer.assertive).toBe('Kim needs a minute')
  })

  it('has the same alert read twice', () => {
    const announcer = new Announcer()
    announcer.alert('Kim needs a minute')
    const first = announcer.assertive
    announcer.alert('Kim needs a minute')
    expect(announcer.assertive).not.toBe(first)
  })
})
