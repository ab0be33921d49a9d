import type { SessionSummary } from '../../live/api'

const DAY_MS = 86_400_000

/** Attendance is looked up for longer than a session lasts: so far back the list goes. */
const DAYS_BACK = 14

/** What is asked of the server: the two weeks before today, today, and the six days after it, in the viewer's own days. */
export function around(now: Date): { from: Date; to: Date } {
  // By the calendar, not by 24 hours: a day of a clock change has 23 or 25.
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS_BACK)
  const to = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 7)
  return { from, to }
}

export interface Agenda {
  readonly today: readonly SessionSummary[]
  readonly later: readonly SessionSummary[]
  /** Over before today; the latest first. */
  readonly earlier: readonly SessionSummary[]
}

/** Sorts sessions by day. One that runs over midnight belongs to today until it is over. */
export function agenda(sessions: readonly SessionSummary[], now: Date): Agenda {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime()
  const sorted = [...sessions].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
  const before = (each: SessionSummary): boolean =>
    Date.parse(each.startsAt) < today &&
    each.phase !== 'open' &&
    (Date.parse(each.endsAt) <= today || each.phase === 'ended')
  return {
    today: sorted.filter((each) => Date.parse(each.startsAt) < tomorrow && !before(each)),
    later: sorted.filter((each) => Date.parse(each.startsAt) >= tomorrow),
    earlier: sorted.filter(before).reverse(),
  }
}

/** `due`: it is time, and no counselor has come yet; the waiting room is the right place. */
export type Standing = { kind: 'open' | 'due' | 'waiting' | 'ended' } | { kind: 'soon'; minutes: number }

/** In how many minutes before its start a session counts as near. */
const SOON_MINUTES = 60

export function standing(session: SessionSummary, now: Date): Standing {
  if (session.phase === 'ended') return { kind: 'ended' }
  if (session.phase === 'open') return { kind: 'open' }
  const until = Date.parse(session.startsAt) - now.getTime()
  if (until <= 0) {
    // Nobody opened it, and its time is long over.
    return now.getTime() > Date.parse(session.endsAt) + DAY_MS / 24 ? { kind: 'ended' } : { kind: 'due' }
  }
  const minutes = Math.ceil(until / 60_000)
  return minutes <= SOON_MINUTES ? { kind: 'soon', minutes } : { kind: 'waiting' }
}
