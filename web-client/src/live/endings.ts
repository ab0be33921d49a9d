import { ApiProblem } from './api'
import type { Ending } from './live-session'
import { CLOSE, type ErrorCode } from './protocol'

const CODES: readonly ErrorCode[] = [
  'ticket.invalid',
  'ticket.expired',
  'ticket.used',
  'session.not-open',
  'session.ended',
  'room.full',
  'room.locked',
  'seat.removed',
  'consent.missing',
  'not-allowed',
  'bad-message',
  'unknown-seat',
  'rate-limited',
  'unavailable',
]

/** What to do about an entry that did not succeed. */
export type Verdict =
  /** Over, and trying again by ourselves would not help. */
  | { kind: 'final'; ending: Ending }
  /** The seat is not to be had back: join anew with a ticket. */
  | { kind: 'rejoin' }
  /** Try again later; `waitMs` where the ladder is not slow enough. */
  | { kind: 'retry'; waitMs?: number }

const RATE_LIMITED_MS = 5_000

/**
 * A ticket that was not given. Without a sign-in (401) the ending is `refused` with `ticket.invalid`: since every
 * other trouble with a ticket is tried again, that code means "sign in again" and nothing else.
 */
export function judgeTicket(error: unknown): Verdict {
  if (!(error instanceof ApiProblem)) return { kind: 'retry' }
  const { status, code } = error
  if (status === 401) return refused('ticket.invalid')
  if (status === 429) return { kind: 'retry', waitMs: RATE_LIMITED_MS }
  if (status === 0 || status >= 500 || status === 408 || status === 425) return { kind: 'retry' }
  const known = CODES.find((each) => each === code)
  if (known === 'unavailable') return { kind: 'retry' }
  if (known === 'rate-limited') return { kind: 'retry', waitMs: RATE_LIMITED_MS }
  return refused(known ?? 'not-allowed')
}

/** An `error` that came instead of a welcome. */
export function judgeEntry(code: ErrorCode, resuming: boolean): Verdict {
  switch (code) {
    case 'ticket.invalid':
    case 'ticket.expired':
    case 'ticket.used':
    case 'unknown-seat':
      return resuming ? { kind: 'rejoin' } : { kind: 'retry' }
    case 'unavailable':
      return { kind: 'retry' }
    case 'rate-limited':
      return { kind: 'retry', waitMs: RATE_LIMITED_MS }
    case 'session.not-open':
    case 'session.ended':
    case 'room.full':
    case 'room.locked':
    case 'seat.removed':
    case 'consent.missing':
    case 'not-allowed':
    case 'bad-message':
      return refused(code)
    default:
      // A code of a newer server: waiting does no harm, giving up might.
      return { kind: 'retry' }
  }
}

/** A socket that closed without a word before it. */
export function judgeClose(code: number, resuming: boolean): Verdict {
  switch (code) {
    case CLOSE.replaced:
      return { kind: 'final', ending: { kind: 'bye', reason: 'replaced' } }
    case CLOSE.notAllowed:
      return refused('not-allowed')
    case CLOSE.notAuthenticated:
      return resuming ? { kind: 'rejoin' } : { kind: 'retry' }
    case CLOSE.rateLimited:
      return { kind: 'retry', waitMs: RATE_LIMITED_MS }
    default:
      return { kind: 'retry' }
  }
}

function refused(code: ErrorCode): Verdict {
  return { kind: 'final', ending: { kind: 'refused', code } }
}
