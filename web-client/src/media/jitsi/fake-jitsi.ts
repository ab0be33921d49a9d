/**
 * A FAKE of lib-jitsi-meet and of the deployment behind it, for tests: conferences, participants with the identity of their
 * token, tracks, refusals and breaks, in the order in which the real one tells of them. It carries no media, and knows
 * of the real library only what its sources say: that a real deployment behaves like this, it proves nothing of.
 */
import { FakeStream } from '../testing'
import { FEATURE_E2EE, type Handler, type JitsiMeetJS, type LocalTrackInfo } from './types'

const STEP_MS = 10

const CONNECTION = ['CONNECTION_ESTABLISHED', 'CONNECTION_FAILED', 'CONNECTION_DISCONNECTED'] as const
const CONFERENCE = [
  'CONFERENCE_JOINED',
  'CONFERENCE_FAILED',
  'CONFERENCE_LEFT',
  'CONNECTION_ESTABLISHED',
  'CONNECTION_INTERRUPTED',
  'CONNECTION_RESTORED',
  'DOMINANT_SPEAKER_CHANGED',
  'KICKED',
  'PARTCIPANT_FEATURES_CHANGED',
  'SUSPEND_DETECTED',
  'TRACK_ADDED',
  'TRACK_MUTE_CHANGED',
  'TRACK_REMOVED',
  'TRACK_UNMUTE_REJECTED',
  'USER_JOINED',
  'USER_LEFT',
] as const
const REFUSALS = [
  'AUTHENTICATION_REQUIRED',
  'CONFERENCE_ACCESS_DENIED',
  'CONFERENCE_MAX_USERS',
  'MEMBERS_ONLY_ERROR',
  'NOT_ALLOWED_ERROR',
  'PASSWORD_REQUIRED',
  'RESERVATION_ERROR',
] as const

const names = <K extends string>(prefix: string, all: readonly K[]): { [name in K]: string } =>
  Object.fromEntries(all.map((name) => [name, `${prefix}.${name}`])) as { [name in K]: string }

class FakeEmitter {
  private readonly handlers = new Map<string, Handler[]>()
  on(event: string, handler: Handler): void {
    if (!event) throw new Error('a name that this library does not have')
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler])
  }
  emit(event: string, ...args: unknown[]): void {
    for (const handler of this.handlers.get(event) ?? []) handler(...args)
  }
}

export class FakeLocalTrack {
  disposed = false
  constructor(readonly info: LocalTrackInfo) {}
  isLocal = (): boolean => true
  getType = (): string => this.info.mediaType
  getVideoType = (): string | undefined => this.info.videoType
  getTrack = (): MediaStreamTrack => (this.info.stream as unknown as FakeStream).getTracks()[0] as MediaStreamTrack
  isMuted = (): boolean => !this.getTrack().enabled
}

let remotes = 0

export class FakeRemoteTrack {
  muted = false
  readonly media: MediaStreamTrack
  readonly name: string
  constructor(
    readonly of: FakeLocalTrack,
    readonly owner: string,
  ) {
    this.name = `${owner}-${of.getVideoType() ?? 'audio'}`
    this.media = { kind: of.getType(), id: `remote-${++remotes}` } as MediaStreamTrack
  }
  isLocal = (): boolean => false
  getType = (): string => this.of.getType()
  getVideoType = (): string | undefined => this.of.getVideoType()
  getTrack = (): MediaStreamTrack => this.media
  isMuted = (): boolean => this.muted
  getParticipantId = (): string => this.owner
  getSourceName = (): string => this.name
}

export class FakeParticipant {
  constructor(readonly of: FakeJitsiConference) {}
  getId = (): string => this.of.id
  getIdentity = (): { user: { id: string } } | undefined =>
    this.of.deployment.nameless ? undefined : { user: { id: this.of.person } }
  getDisplayName = (): string => 'A name that the client chose'
  isHidden = (): boolean => false
  hasFeature = (feature: string): boolean => feature === FEATURE_E2EE && this.of.isE2EESupported()
}

interface FakeConferenceOptions {
  readonly e2ee?: { readonly externallyManagedKey?: boolean; readonly disabled?: boolean }
}

export class FakeJitsiConference extends FakeEmitter {
  readonly id = `p${++remotes}`
  readonly locals = new Set<FakeLocalTrack>()
  readonly sees = new Map<FakeLocalTrack, FakeRemoteTrack>()
  joined = false
  established = false
  e2ee = false
  constraints: object = {}
  /** Its browser lets frames be changed on their way. */
  readonly insertable: boolean
  private frames = 0
  private readonly peer = {
    getReceivers: () =>
      [...this.sees.values()].map(({ media: track }) => ({ track, getSynchronizationSources: () => [] })),
    getStats: async () => {
      if (!this.deployment.frozen) this.frames += 30
      return new Map(
        [...this.sees.values()].map(({ media: { id, kind } }) => [
          id,
          {
            type: 'inbound-rtp',
            kind,
            trackIdentifier: id,
            framesDecoded: kind === 'video' ? this.frames : 0,
            packetsReceived: this.frames * 2,
          },
        ]),
      )
    },
  }

  constructor(
    readonly deployment: FakeDeployment,
    readonly room: string,
    readonly connection: FakeJitsiConnection,
    readonly options: FakeConferenceOptions = {},
  ) {
    super()
    this.insertable = deployment.insertable(this.person)
  }

  get person(): string {
    return this.connection.person
  }

  say(event: (typeof CONFERENCE)[number], ...args: unknown[]): void {
    this.emit(`conference.${event}`, ...args)
  }

  join(): void {
    setTimeout(() => this.deployment.enters(this), STEP_MS)
  }

  async leave(): Promise<void> {
    this.deployment.leaves(this)
  }

  async addTrack(track: FakeLocalTrack): Promise<void> {
    if (this.deployment.refusesTracks) throw new Error('source-add rejected')
    const type = track.getVideoType() ?? 'audio'
    if ([...this.locals].some((each) => (each.getVideoType() ?? 'audio') === type)) throw new Error(`second ${type}`)
    this.locals.add(track)
    this.deployment.shows(this.room)
  }

  async removeTrack(track: FakeLocalTrack): Promise<void> {
    this.locals.delete(track)
    this.deployment.shows(this.room)
  }

  async replaceTrack(from: FakeLocalTrack, to: FakeLocalTrack): Promise<void> {
    if (from.getVideoType() !== to.getVideoType()) throw new Error('another video type')
    if (this.locals.delete(from)) this.locals.add(to)
    this.deployment.shows(this.room)
  }

  setReceiverConstraints(constraints: object): void {
    this.constraints = constraints
  }

  /** The library's own rule (modules/e2ee/E2EEncryption.ts): without Olm in the page, or keys that others look after, never. */
  isE2EESupported(): boolean {
    const { e2ee } = this.options
    if (!e2ee?.externallyManagedKey && typeof (window as { Olm?: unknown }).Olm === 'undefined') return false
    return !e2ee?.disabled && this.insertable
  }
  toggleE2EE(on: boolean): void {
    if (this.isE2EESupported()) this.e2ee = on
  }

  /** The same one for as long as there is one: a connection that was built anew is another. */
  getActivePeerConnection(): { peerconnection: RTCPeerConnection } | null {
    return this.established ? { peerconnection: this.peer as unknown as RTCPeerConnection } : null
  }
}

export class FakeJitsiConnection extends FakeEmitter {
  conference: FakeJitsiConference | null = null
  gone = false

  constructor(
    readonly deployment: FakeDeployment,
    readonly token: string,
    readonly options: { readonly serviceUrl: string },
  ) {
    super()
    deployment.connections.push(this)
  }

  /** The fake's tokens are `pass:<person>:<number>`. */
  get person(): string {
    return this.token.split(':')[1] ?? ''
  }

  addEventListener(event: string, handler: Handler): void {
    this.on(event, handler)
  }

  connect(): void {
    const { deployment } = this
    setTimeout(() => {
      if (this.gone || deployment.state === 'silent') return
      if (deployment.state === 'down') this.emit('connection.CONNECTION_FAILED', 'connection.droppedError')
      else if (deployment.refusesLogin) this.emit('connection.CONNECTION_FAILED', 'error.PASSWORD_REQUIRED')
      else this.emit('connection.CONNECTION_ESTABLISHED')
    }, STEP_MS)
  }

  async disconnect(): Promise<void> {
    this.gone = true
    this.emit('connection.CONNECTION_DISCONNECTED')
  }

  initJitsiConference(room: string, options?: FakeConferenceOptions): FakeJitsiConference {
    this.conference = this.deployment.lacking(new FakeJitsiConference(this.deployment, room, this, options))
    return this.conference
  }
}

export class FakeDeployment {
  state: 'up' | 'down' | 'silent' = 'up'
  refusesLogin = false
  refusesTracks = false
  /** Whom the door lets in; a token is good once, whatever this says. */
  door: (token: string) => boolean = () => true
  /** Everybody comes into the conference, and no media flow. */
  noBridge = false
  /** It does not pass on who anybody is. */
  nameless = false
  /** The bridge forwards no pictures. */
  frozen = false
  /** Whose browser has insertable streams. */
  insertable: (person: string) => boolean = () => true
  /** A function that conferences, participants and tracks of its release do not have. */
  lacks: string | null = null
  readonly connections: FakeJitsiConnection[] = []
  private readonly spent = new Set<string>()
  private readonly rooms = new Map<string, FakeJitsiConference[]>()

  /** As one page loads it. */
  library(): JitsiMeetJS {
    const connect = (_app: null, token: string, options: object): FakeJitsiConnection =>
      new FakeJitsiConnection(this, token, options as { serviceUrl: string })
    const JitsiConnection = function (app: null, token: string, options: object) {
      return connect(app, token, options)
    }
    JitsiConnection.prototype = FakeJitsiConnection.prototype
    return {
      JitsiConnection,
      events: { connection: names('connection', CONNECTION), conference: names('conference', CONFERENCE) },
      errors: {
        connection: names('error', ['PASSWORD_REQUIRED']),
        conference: names('refusal', REFUSALS),
      },
      logLevels: { ERROR: 'error' },
      init: () => undefined,
      setLogLevel: () => undefined,
      createLocalTracksFromMediaStreams: (all: readonly LocalTrackInfo[]) =>
        all.map((info) => new FakeLocalTrack(info)),
    } as unknown as JitsiMeetJS
  }

  lacking<T extends object>(thing: T): T {
    return this.lacks ? Object.assign(thing, { [this.lacks]: undefined }) : thing
  }

  inRoom(room: string): FakeJitsiConference[] {
    return this.rooms.get(room) ?? []
  }

  /** Those who came in by one of our clients. */
  clients(room: string): string[] {
    return this.inRoom(room).flatMap(({ person, connection }) => (connection.token.includes(':x') ? [] : [person]))
  }

  of(room: string, person: string): FakeJitsiConference {
    const found = this.inRoom(room).findLast((each) => each.person === person)
    if (!found) throw new Error(`${person} is not in ${room}`)
    return found
  }

  enters(conference: FakeJitsiConference): void {
    const { room, connection } = conference
    if (connection.gone) return
    if (this.spent.has(connection.token) || !this.door(connection.token)) {
      return conference.say('CONFERENCE_FAILED', 'refusal.NOT_ALLOWED_ERROR')
    }
    this.spent.add(connection.token)
    const others = this.inRoom(room)
    this.rooms.set(room, [...others, conference])
    for (const other of others) conference.say('USER_JOINED', other.id, this.lacking(new FakeParticipant(other)))
    conference.joined = true
    conference.say('CONFERENCE_JOINED')
    for (const other of others) other.say('USER_JOINED', conference.id, this.lacking(new FakeParticipant(conference)))
    setTimeout(() => this.bridges(room), STEP_MS)
  }

  leaves(conference: FakeJitsiConference): void {
    const others = this.inRoom(conference.room).filter((each) => each !== conference)
    if (others.length === this.inRoom(conference.room).length) return
    this.rooms.set(conference.room, others)
    this.shows(conference.room)
    for (const other of others) other.say('USER_LEFT', conference.id, this.lacking(new FakeParticipant(conference)))
  }

  /** Somebody's line to the deployment breaks. */
  drops(room: string, person: string): void {
    const conference = this.of(room, person)
    this.leaves(conference)
    conference.connection.emit('connection.CONNECTION_FAILED', 'connection.droppedError')
  }

  /** Somebody comes in who is no client of ours. */
  async intrudes(room: string, person: string, ...kinds: ('audio' | 'video')[]): Promise<FakeJitsiConference> {
    const connection = new FakeJitsiConnection(this, `pass:${person}:x${++remotes}`, { serviceUrl: '' })
    const conference = connection.initJitsiConference(room)
    for (const kind of kinds) {
      const stream = new FakeStream() as unknown as MediaStream
      stream.addTrack({ kind, enabled: true } as MediaStreamTrack)
      const videoType = kind === 'video' ? { videoType: 'camera' as const } : {}
      await conference.addTrack(
        new FakeLocalTrack({ stream, sourceType: '', mediaType: kind, constraints: {}, ...videoType }),
      )
    }
    this.enters(conference)
    return conference
  }

  /** Each sees what the others send, as far as the bridge connects them. */
  shows(room: string): void {
    const all = this.inRoom(room)
    for (const conference of all.filter(({ established }) => established)) {
      const sent = all.flatMap((other) =>
        other === conference ? [] : [...other.locals].map((track) => ({ other, track })),
      )
      for (const [track, remote] of conference.sees) {
        if (sent.some((each) => each.track === track)) continue
        conference.sees.delete(track)
        conference.say('TRACK_REMOVED', remote)
      }
      for (const { other, track } of sent) {
        if (conference.sees.has(track)) continue
        const remote = this.lacking(new FakeRemoteTrack(track, other.id))
        conference.sees.set(track, remote)
        conference.say('TRACK_ADDED', remote)
      }
    }
  }

  private bridges(room: string): void {
    const all = this.inRoom(room)
    if (this.noBridge || all.length < 2) return
    for (const conference of all.filter(({ established }) => !established)) {
      conference.established = true
      conference.say('CONNECTION_ESTABLISHED')
    }
    this.shows(room)
  }
}
