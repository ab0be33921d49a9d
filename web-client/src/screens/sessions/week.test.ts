import { describe, expect, it } from 'vitest'
import type { SessionSummary } from '../../live/api'
import { agenda, around, standing } from './week'

const NOW = new Date(2026, 2, 6, 18, 0)
const session = (from: Date, phase: SessionSummary['phase'] = 'waiting'): SessionSummary => ({
  id: from.toISOString(),
  title: 'Group',
  kind: 'group',
  startsAt: from.toISOString(),
  endsAt: new Date(from.getTime() + 3_600_000).toISOString(),
  phase,
  capacity: 12,
  hosts: [],
  mine: true,
})

describe('the agenda', () => {
  it('asks for two weeks back and seven days ahead, by the calendar', () => {
    const { from, to } = around(NOW)
    expect(from).toEqual(new Date(2026, 1, 20))
    expect(to).toEqual(new Date(2026, 2, 13))
  })

  it('sorts and splits by the viewer’s own day', () => {
    const late = session(new Date(2026, 2, 6, 23, 59))
    const early = session(new Date(2026, 2, 6, 8, 0))
    const next = session(new Date(2026, 2, 7, 0, 0))
    expect(agenda([next, late, early], NOW)).toEqual({
      today: [early, late],
      later: [next],
      earlier: [],
    })
  })

  it('keeps what is over, the latest first, apart from a night that still goes on', () => {
    const monday = session(new Date(2026, 2, 2, 18, 0), 'ended')
    const thursday = session(new Date(2026, 2, 5, 18, 0), 'ended')
    const night = session(new Date(2026, 2, 5, 23, 30), 'waiting')
    const overrun = session(new Date(2026, 2, 5, 22, 0), 'open')
    expect(agenda([night, monday, thursday, overrun], NOW)).toEqual({
      today: [overrun, night],
      later: [],
      earlier: [thursday, monday],
    })
  })

  it('says how a session stands', () => {
    expect(standing(session(NOW, 'open'), NOW)).toEqual({ kind: 'open' })
    expect(standing(session(NOW, 'ended'), NOW)).toEqual({ kind: 'ended' })
    expect(standing(session(new Date(2026, 2, 6, 18, 20)), NOW)).toEqual({ kind: 'soon', minutes: 20 })
    expect(standing(session(new Date(2026, 2, 6, 21, 0)), NOW)).toEqual({ kind: 'waiting' })
    // Past its start and nobody has opened it: people still wait for their counselor.
    expect(standing(session(new Date(2026, 2, 6, 17, 50)), NOW)).toEqual({ kind: 'due' })
    expect(standing(session(new Date(2026, 2, 6, 10, 0)), NOW)).toEqual({ kind: 'ended' })
  })
})
