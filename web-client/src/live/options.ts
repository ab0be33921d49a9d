import type { Ticket } from './api'
import type { Clock } from './clock'
import type { MakeSocket } from './link'
import type { PageEvents } from './page-events'
import type { TokenStorage } from './resume-store'

/** Everything from outside, for tests to replace. */
export interface LiveOptions {
  fetchTicket?: (sessionId: string) => Promise<Ticket>
  WebSocket?: MakeSocket
  clock?: Clock
  random?: () => number
  storage?: TokenStorage | null
  page?: PageEvents
  /** The page's own address: the socket goes to the same host. */
  baseUrl?: string
}
