import type { Attendance, MediaStretch } from '../../live/api'

/** A stretch on the time line: both ends between 0 (planned start) and 1 (planned end). */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Times on the line of the planned time. What lies outside of it is cut off. */
export function stretches(
  times: readonly MediaStretch[],
  session: Pick<Attendance, 'startsAt' | 'endsAt'>,
  now: number,
): Stretch[] {
  const start = Date.parse(session.startsAt)
  const length = Date.parse(session.endsAt) - start
  if (!(length > 0)) return []
  const place = (at: number): number => Math.min(1, Math.max(0, (at - start) / length))
  return times
    .map((interval) => ({
      from: place(Date.parse(interval.from)),
      to: place(interval.to === null ? now : Date.parse(interval.to)),
    }))
    .filter((stretch) => stretch.to > stretch.from)
}

/** Marks at round quarters of an hour, at most about eight of them. */
export function ticks(session: Pick<Attendance, 'startsAt' | 'endsAt'>): number[] {
  const start = Date.parse(session.startsAt)
  const length = Date.parse(session.endsAt) - start
  if (!(length > 0)) return []
  const step = [15, 30, 60, 120, 240].map((minutes) => minutes * 60_000).find((each) => length / each <= 8) ?? length
  const found: number[] = []
  for (let at = Math.ceil(start / step) * step; at < start + length; at += step) {
    if (at > start) found.push((at - start) / length)
  }
  return found
}

/** Whole minutes, never rounded up: a minute is credited when it is over. */
export function minutes(seconds: number): number {
  return Math.floor(seconds / 60)
}

/** Where no media server was there to witness anything (a mesh), nobody is said to have been seen or not seen. */
export function witnessed(session: Attendance): Attendance {
  if (session.people.some((row) => row.onMedia?.length)) return session
  return { ...session, people: session.people.map((row) => ({ ...row, onMedia: undefined })) }
}
