import { ApiProblem } from '../live/api'
import type { Texts } from '../text/en'

/** Plain words for a call that failed. */
export function problemText(error: unknown, text: Texts): string {
  if (!(error instanceof ApiProblem)) return text.problem.unknown
  if (error.status === 0) return text.problem.offline
  if (error.status === 401) return text.problem['not-signed-in']
  if (error.status === 403) return text.problem['not-allowed']
  if (error.status === 404) return text.problem['not-found']
  if (error.status === 429) return text.problem['rate-limited']
  if (error.status >= 500) return text.problem.unavailable
  return text.problem.unknown
}
