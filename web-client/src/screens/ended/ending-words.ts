import type { Ending } from '../../live/live-session'
import type { Texts } from '../../text/en'

export interface EndingWords {
  readonly heading: string
  readonly text: string
  /** The stable hook of the browser tests. */
  readonly test: 'ended' | 'removed'
  readonly again: 'rejoin' | 'here' | 'sign-in' | null
}

/** What is said when a session is over for us. `wasIn`: we had been let in before. */
export function endingWords(ending: Ending | null, wasIn: boolean, text: Texts): EndingWords {
  const words = text.ended
  if (!ending || ending.kind === 'left') {
    return { heading: words.leftHeading, text: words.left, test: 'ended', again: 'rejoin' }
  }
  if (ending.kind === 'bye') {
    switch (ending.reason) {
      case 'ended':
        return { heading: words.endedHeading, text: words.ended, test: 'ended', again: null }
      case 'removed':
        return wasIn
          ? { heading: words.removedHeading, text: words.removed, test: 'removed', again: null }
          : { heading: words.declinedHeading, text: words.declined, test: 'removed', again: null }
      case 'consent-revoked':
        return { heading: words.consentHeading, text: words.consent, test: 'ended', again: null }
      case 'replaced':
        return { heading: words.replacedHeading, text: words.replaced, test: 'ended', again: 'here' }
      case 'draining':
        return { heading: words.drainingHeading, text: words.draining, test: 'ended', again: 'rejoin' }
    }
  }
  switch (ending.code) {
    case 'ticket.invalid':
      return { heading: words.refusedHeading, text: words.signInAgain, test: 'ended', again: 'sign-in' }
    case 'seat.removed':
      return { heading: words.refusedHeading, text: words['seat.removed'], test: 'removed', again: null }
    case 'session.ended':
      return { heading: words.endedHeading, text: words['session.ended'], test: 'ended', again: null }
    case 'session.not-open':
    case 'room.full':
    case 'room.locked':
    case 'consent.missing':
    case 'not-allowed':
      return { heading: words.refusedHeading, text: words[ending.code], test: 'ended', again: 'rejoin' }
    default:
      return { heading: words.refusedHeading, text: words.other, test: 'ended', again: 'rejoin' }
  }
}
