import { describe, expect, it } from 'vitest'
import type { Attendance, AttendanceRow } from '../../live/api'
import { minutes, stretches, ticks, witnessed } from './strip'

const SESSION = { startsAt: '2026-03-06T18:00:00.000Z', endsAt: '2026-03-06T20:00:00.000Z' }
const NOW = Date.parse('2026-03-06T19:30:00.000Z')

describe('the strip of one person', () => {
  it('is cut to the planned time', () => {
    const early = { from: '2026-03-06T17:30:00.000Z', to: '2026-03-06T18:30:00.000Z' }
    const over = { from: '2026-03-06T19:00:00.000Z', to: '2026-03-06T21:00:00.000Z' }
    expect(stretches([early, over], SESSION, NOW)).toEqual([
      { from: 0, to: 0.25 },
      { from: 0.5, to: 1 },
    ])
  })

  it('reaches to now for somebody who is still there', () => {
    const open = { from: '2026-03-06T18:30:00.000Z', to: null }
    expect(stretches([open], SESSION, NOW)).toEqual([{ from: 0.25, to: 0.75 }])
  })

  it('leaves out what lies wholly outside', () => {
    const before = { from: '2026-03-06T17:00:00.000Z', to: '2026-03-06T17:59:00.000Z' }
    expect(stretches([before], SESSION, NOW)).toEqual([])
  })

  it('marks round quarters of an hour within the session', () => {
    expect(ticks(SESSION)).toEqual([1, 2, 3, 4, 5, 6, 7].map((each) => each / 8))
    expect(ticks({ startsAt: SESSION.endsAt, endsAt: SESSION.startsAt })).toEqual([])
  })

  it('never rounds minutes up', () => {
    expect(minutes(3599)).toBe(59)
  })
})

describe('the second witness', () => {
  const row = (onMedia: { from: string; to: string | null }[]): AttendanceRow =>
    ({ personId: 'p', name: 'P', onMedia }) as unknown as AttendanceRow
  const session = (...people: AttendanceRow[]): Attendance => ({ people }) as unknown as Attendance

  it('is not spoken of where nobody could witness anything', () => {
    expect(witnessed(session(row([]), row([]))).people.map((one) => one.onMedia)).toEqual([undefined, undefined])
  })

  it('says of each what it saw where it saw anybody', () => {
    const seen = session(row([{ from: '2026-03-06T18:00:00.000Z', to: null }]), row([]))
    expect(witnessed(seen)).toBe(seen)
  })
})
