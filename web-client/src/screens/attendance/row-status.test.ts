import { describe, expect, it } from 'vitest'
import type { Attendance, AttendanceRow } from '../../live/api'
import { rowStatus } from './row-status'

const session: Attendance = {
  sessionId: 's',
  startsAt: '2026-03-06T18:00:00.000Z',
  endsAt: '2026-03-06T21:00:00.000Z',
  zone: 'America/New_York',
  over: false,
  sealed: false,
  people: [],
}
const during = Date.parse('2026-03-06T19:00:00Z')
const after = Date.parse('2026-03-06T21:00:00Z')

function row(status: AttendanceRow['status'], ...ends: (string | null)[]): AttendanceRow {
  return {
    personId: 'p',
    name: 'Ana',
    role: 'participant',
    seconds: 0,
    firstJoinAt: null,
    lastLeaveAt: null,
    lateSeconds: 0,
    leftEarlySeconds: 0,
    status,
    intervals: ends.map((to) => ({ from: session.startsAt, to, endedBy: to === null ? null : 'leave' })),
  }
}

describe('the word for a row', () => {
  it('judges nobody while the session goes on', () => {
    expect(rowStatus(row('partial'), session, during)).toBe('now.not-yet')
    expect(rowStatus(row('partial', '2026-03-06T18:20:00.000Z', null), session, during)).toBe('now.here')
    expect(rowStatus(row('partial', '2026-03-06T18:20:00.000Z'), session, during)).toBe('now.was')
  })

  it('knows of excuses at any time', () => {
    expect(rowStatus(row('excused'), session, during)).toBe('status.excused')
    expect(rowStatus(row('not-expected'), session, during)).toBe('status.not-expected')
  })

  it('is the server’s own word once the time is over or the sheet is final', () => {
    expect(rowStatus(row('no-show'), session, after)).toBe('status.no-show')
    expect(rowStatus(row('attended', null), session, after)).toBe('status.attended')
    expect(rowStatus(row('no-show'), { ...session, sealed: true }, during)).toBe('status.no-show')
    expect(rowStatus(row('no-show'), { ...session, over: true }, during)).toBe('status.no-show')
  })
})
