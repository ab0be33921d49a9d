import type { Attendance, AttendanceRow, AttendanceStatus } from '../../live/api'

export type RowStatus = `status.${AttendanceStatus}` | 'now.here' | 'now.was' | 'now.not-yet'

/** Whether the session may still go on. */
export function goesOn(session: Attendance, now: number): boolean {
  return !session.sealed && !session.over && now < Date.parse(session.endsAt)
}

/**
 * The word for a row. While the session goes on nothing is decided: neither "part of it" nor "did not make it" would be
 * true of anybody yet.
 */
export function rowStatus(row: AttendanceRow, session: Attendance, now: number): RowStatus {
  const settled = row.status === 'excused' || row.status === 'not-expected'
  if (settled || !goesOn(session, now)) return `status.${row.status}`
  if (row.intervals.some((interval) => interval.to === null)) return 'now.here'
  return row.intervals.length > 0 ? 'now.was' : 'now.not-yet'
}
