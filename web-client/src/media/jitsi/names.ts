/**
 * Every name of the library that we use. The types are made of these lists, and these lists of the types, so that nothing
 * can be used that is not looked for: what a release calls otherwise is missed at once, and not waited for in vain.
 */
import type { JitsiConference, JitsiConnection, JitsiMeetJS, JitsiParticipant, JitsiRemoteTrack } from './types'

export const EVENTS = {
  connection: ['CONNECTION_ESTABLISHED', 'CONNECTION_FAILED', 'CONNECTION_DISCONNECTED'],
  conference: [
    'CONFERENCE_JOINED',
    'CONFERENCE_FAILED',
    'CONFERENCE_LEFT',
    'CONNECTION_ESTABLISHED',
    'CONNECTION_INTERRUPTED',
    'CONNECTION_RESTORED',
    'DOMINANT_SPEAKER_CHANGED',
    'KICKED',
    // So it is spelled there.
    'PARTCIPANT_FEATURES_CHANGED',
    'SUSPEND_DETECTED',
    'TRACK_ADDED',
    'TRACK_MUTE_CHANGED',
    'TRACK_REMOVED',
    'TRACK_UNMUTE_REJECTED',
    'USER_JOINED',
    'USER_LEFT',
  ],
} as const

/** Those that mean: not with this pass. */
export const REFUSALS = {
  connection: ['PASSWORD_REQUIRED'],
  conference: [
    'AUTHENTICATION_REQUIRED',
    'CONFERENCE_ACCESS_DENIED',
    'CONFERENCE_MAX_USERS',
    'MEMBERS_ONLY_ERROR',
    'NOT_ALLOWED_ERROR',
    'PASSWORD_REQUIRED',
    'RESERVATION_ERROR',
  ],
} as const

type FunctionsOf<T> = {
  [K in keyof T as T[K] extends ((...args: never[]) => unknown) | (new (...args: never[]) => unknown) ? K : never]: 1
}
const functions = <T>(names: FunctionsOf<T>): readonly string[] => Object.keys(names)

const LIBRARY = functions<JitsiMeetJS>({
  JitsiConnection: 1,
  init: 1,
  setLogLevel: 1,
  createLocalTracksFromMediaStreams: 1,
})
const CONNECTION = functions<JitsiConnection>({
  addEventListener: 1,
  connect: 1,
  disconnect: 1,
  initJitsiConference: 1,
})
const CONFERENCE = functions<JitsiConference>({
  on: 1,
  join: 1,
  leave: 1,
  addTrack: 1,
  removeTrack: 1,
  replaceTrack: 1,
  setReceiverConstraints: 1,
  isE2EESupported: 1,
  toggleE2EE: 1,
  getActivePeerConnection: 1,
})
const PARTICIPANT = functions<JitsiParticipant>({ getId: 1, getIdentity: 1, isHidden: 1, hasFeature: 1 })
const REMOTE_TRACK = functions<JitsiRemoteTrack>({
  isLocal: 1,
  getType: 1,
  getTrack: 1,
  isMuted: 1,
  getParticipantId: 1,
  getVideoType: 1,
  getSourceName: 1,
})

type Found = Record<string, unknown> | null | undefined
const has = (thing: unknown, type: 'function' | 'string', names: readonly string[]): boolean =>
  names.every((name) => typeof (thing as Found)?.[name] === type)

/** Whether it is the library that we know: all that can be told before anybody is in a conference. */
export function isLibrary(found: Partial<JitsiMeetJS>): found is JitsiMeetJS {
  const { JitsiConnection, events, errors, logLevels } = found
  return (
    has(found, 'function', LIBRARY) &&
    has((JitsiConnection as { prototype?: unknown } | undefined)?.prototype, 'function', CONNECTION) &&
    has(events?.connection, 'string', EVENTS.connection) &&
    has(events?.conference, 'string', EVENTS.conference) &&
    has(errors?.connection, 'string', REFUSALS.connection) &&
    has(errors?.conference, 'string', REFUSALS.conference) &&
    logLevels?.ERROR !== undefined
  )
}

export const isConference = (found: unknown): boolean => has(found, 'function', CONFERENCE)
export const isParticipant = (found: unknown): boolean => has(found, 'function', PARTICIPANT)
export const isRemoteTrack = (found: unknown): boolean => has(found, 'function', REMOTE_TRACK)
