/**
 * The part of lib-jitsi-meet that is used, as its own sources have it (JitsiMeetJS.ts, JitsiConnection.ts,
 * JitsiConference.ts, JitsiParticipant.ts, modules/RTC/Jitsi{Local,Remote}Track.ts). There is no package to take it from:
 * the library comes from the deployment, at run time.
 */
import type { EVENTS, REFUSALS } from './names'

export interface JitsiMeetJS {
  readonly JitsiConnection: new (appId: null, token: string, options: object) => JitsiConnection
  readonly events: Names<typeof EVENTS>
  readonly errors: Names<typeof REFUSALS>
  readonly logLevels: { readonly ERROR: unknown }
  init(options: object): unknown
  setLogLevel(level: unknown): void
  createLocalTracksFromMediaStreams(tracks: readonly LocalTrackInfo[]): JitsiLocalTrack[]
}

type Names<T extends Record<string, readonly string[]>> = {
  readonly [group in keyof T]: { readonly [name in T[group][number]]: string }
}

export type ConferenceEvent = (typeof EVENTS.conference)[number]

export interface LocalTrackInfo {
  readonly stream: MediaStream
  readonly sourceType: string
  readonly mediaType: 'audio' | 'video'
  readonly videoType?: 'camera' | 'desktop'
  readonly constraints: object
}

// Handlers of the library take what its events bring.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Handler = (...args: any[]) => void

export interface JitsiConnection {
  addEventListener(event: string, handler: Handler): void
  connect(options: object): void
  disconnect(): Promise<unknown> | undefined
  initJitsiConference(room: string, options: object): JitsiConference
}

export interface JitsiConference {
  on(event: string, handler: Handler): void
  join(): void
  leave(): Promise<unknown> | undefined
  addTrack(track: JitsiLocalTrack): Promise<unknown>
  removeTrack(track: JitsiLocalTrack): Promise<unknown>
  replaceTrack(from: JitsiLocalTrack, to: JitsiLocalTrack): Promise<unknown>
  setReceiverConstraints(constraints: object): void
  isE2EESupported(): boolean
  toggleE2EE(on: boolean): void
  /** The library's own wrapper of the connection with the videobridge; null until there is one. */
  getActivePeerConnection(): { readonly peerconnection: RTCPeerConnection } | null
}

export interface JitsiParticipant {
  getId(): string
  /** What the token of this participant says; the server takes away what a client claims of itself. */
  getIdentity(): { readonly user?: { readonly id?: string } } | undefined
  isHidden(): boolean
  hasFeature(feature: string): boolean
}

export interface JitsiTrack {
  isLocal(): boolean
  getType(): string
  getTrack(): MediaStreamTrack
  isMuted(): boolean
}

export type JitsiLocalTrack = JitsiTrack

export interface JitsiRemoteTrack extends JitsiTrack {
  getParticipantId(): string
  getVideoType(): string | undefined
  getSourceName(): string
}

/** What an end of the library says of itself when it can encrypt from end to end. */
export const FEATURE_E2EE = 'https://jitsi.org/meet/e2ee'
