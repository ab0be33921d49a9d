import type { Phase, Role, SessionKind } from './protocol'
import { forgetSeats } from './resume-store'

/** No call waits longer than this: a screen that waits for ever looks broken and says nothing. */
const DEADLINE_MS = 10_000

const PROBLEM = 'urn:evenkeel:problem:'

export interface Person {
  readonly id: string
  readonly name: string
  readonly role: string
}

/** The signed-in person, with every role that they hold. */
export interface Me extends Person {
  readonly roles: readonly string[]
}

export interface SessionSummary {
  readonly id: string
  readonly title: string
  readonly kind: SessionKind
  readonly startsAt: string
  readonly endsAt: string
  readonly phase: Phase
  readonly capacity: number
  readonly hosts: readonly { readonly id: string; readonly name: string }[]
  readonly mine: boolean
}

/** Good for one join within 30 s. It goes into the first frame of the socket, never into a URL. */
export interface Ticket {
  readonly ticket: string
  readonly expiresAt: string
  readonly url: string
}

export type AttendanceStatus = 'attended' | 'partial' | 'no-show' | 'excused' | 'not-expected'

export interface Interval {
  readonly from: string
  /** Null while the person is still there. */
  readonly to: string | null
  readonly endedBy: 'leave' | 'lost' | 'removed' | 'session-end' | 'node-lost' | 'consent-revoked' | null
}

/** A time for which somebody was connected with the media server. */
export interface MediaStretch {
  readonly from: string
  /** Null while it goes on. */
  readonly to: string | null
}

export interface AttendanceRow {
  readonly personId: string
  readonly name: string
  readonly role: Role
  /** Credited time in seconds: the union of the intervals, clipped to the scheduled time. */
  readonly seconds: number
  readonly firstJoinAt: string | null
  readonly lastLeaveAt: string | null
  readonly lateSeconds: number
  readonly leftEarlySeconds: number
  readonly status: AttendanceStatus
  readonly intervals: readonly Interval[]
  /** What a second witness saw; shown, never counted. Missing where there is no such witness. */
  readonly onMedia?: readonly MediaStretch[]
}

export interface Attendance {
  readonly sessionId: string
  readonly startsAt: string
  readonly endsAt: string
  readonly zone: string
  /** It was ended, or its time is over. */
  readonly over: boolean
  readonly sealed: boolean
  readonly people: readonly AttendanceRow[]
}

/** What a program has chosen for the media of its sessions. */
export interface ProgramMedia {
  readonly e2ee: boolean
}

/** A program that the signed-in person works for. */
export interface Program {
  readonly id: string
  readonly name: string
  readonly role: 'lead' | 'counselor'
  readonly media: ProgramMedia
}

/** A call that did not succeed. `status` is 0 and `code` is `unavailable` when no answer came at all. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail || code)
    this.name = 'ApiProblem'
  }
}

export async function signIn(email: string, password: string): Promise<Person> {
  const { person } = await call<{ person: Person }>('POST', '/api/sign-in', { email, password })
  forgetSeats()
  return person
}

/** The seats are forgotten even when the server does not answer: this browser may be shared. */
export async function signOut(): Promise<void> {
  forgetSeats()
  await call('POST', '/api/sign-out')
}

export async function me(): Promise<Me> {
  return (await call<{ person: Me }>('GET', '/api/me')).person
}

/** The sessions that this person may see; `from` and `to` are RFC 3339 times. */
export async function sessions(from: string, to: string): Promise<readonly SessionSummary[]> {
  const query = new URLSearchParams({ from, to })
  return (await call<{ sessions: SessionSummary[] }>('GET', `/api/sessions?${query}`)).sessions
}

export const ticket = (sessionId: string): Promise<Ticket> => call('POST', '/api/live/tickets', { sessionId })

export const attendance = (sessionId: string): Promise<Attendance> =>
  call('GET', `/api/sessions/${encodeURIComponent(sessionId)}/attendance`)

export async function programs(): Promise<readonly Program[]> {
  return (await call<{ programs: Program[] }>('GET', '/api/programs')).programs
}

export const chooseProgramMedia = (programId: string, e2ee: boolean): Promise<ProgramMedia> =>
  call('PUT', `/api/programs/${encodeURIComponent(programId)}/media`, { e2ee })

async function call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Evenkeel': '1' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const request: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(DEADLINE_MS),
  }
  if (body !== undefined) request.body = JSON.stringify(body)
  let response: Response
  let text: string
  try {
    response = await fetch(path, request)
    text = await response.text()
  } catch {
    throw new ApiProblem(0, 'unavailable', '')
  }
  if (!response.ok) throw problem(response.status, text)
  if (text === '') return undefined as T
  try {
    return JSON.parse(text) as T
  } catch {
    // Something between us and the server answered in its place, as the sign-in page of a public Wi-Fi does.
    throw new ApiProblem(0, 'unavailable', '')
  }
}

/** Reads problem+json (RFC 9457). A body of another kind, as a proxy may send it, still gives a usable code. */
function problem(status: number, text: string): ApiProblem {
  let body: Record<string, unknown> = {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>
  } catch {
    // Not JSON: the status alone has to tell.
  }
  const type = typeof body.type === 'string' ? body.type : ''
  const code = type.startsWith(PROBLEM) ? type.slice(PROBLEM.length) : codeOf(status)
  const detail = [body.detail, body.title].find((word) => typeof word === 'string') ?? ''
  return new ApiProblem(status, code, detail as string)
}

function codeOf(status: number): string {
  if (status === 401) return 'not-signed-in'
  if (status === 403) return 'not-allowed'
  if (status === 404) return 'not-found'
  if (status === 429) return 'rate-limited'
  return status >= 500 ? 'unavailable' : 'bad-message'
}
