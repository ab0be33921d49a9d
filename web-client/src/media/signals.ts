import type { Ladder } from './engine'

/** What a browser sends of its picture to one other. */
export interface Sending {
  readonly video: boolean
  readonly screen: boolean
}

/**
 * One signal between two seats. `epoch` names the sender's side of this connection, and is `<page>.<number>`: another
 * page is another person at the door, a higher number is a connection that was built anew. `for` is the epoch that it
 * answers to. By these two, what belongs to an earlier connection is known and dropped.
 */
export interface PeerSignal {
  readonly epoch: string
  readonly for?: string
  /** "Here I am, by this epoch." */
  readonly hello?: true
  /** The polite side asks for an offer. */
  readonly restart?: true
  readonly description?: { readonly type: 'offer' | 'answer'; readonly sdp: string }
  readonly candidates?: readonly RTCIceCandidateInit[]
  /** How much the sender of this signal wants to be sent. */
  readonly want?: Ladder
  readonly sending?: Sending
}

const MAX_SDP = 60_000
const MAX_CANDIDATE = 2_000
export const MAX_CANDIDATES = 64
const EPOCH = /^[0-9a-z]{1,24}\.\d{1,9}$/
const LADDERS: readonly Ladder[] = ['full', 'low', 'audio']

/** Reads what another browser sent, however badly it means it. Null for what is no signal of ours. */
export function parseSignal(data: unknown): PeerSignal | null {
  if (!isRecord(data) || !isEpoch(data.epoch)) return null
  const signal: { -readonly [K in keyof PeerSignal]: PeerSignal[K] } = { epoch: data.epoch }
  if (data.for !== undefined) {
    if (!isEpoch(data.for)) return null
    signal.for = data.for
  }
  if (data.hello === true) signal.hello = true
  if (data.restart === true) signal.restart = true
  const { description, candidates, want, sending } = data
  if (description !== undefined) {
    if (!isRecord(description)) return null
    const { type, sdp } = description
    if ((type !== 'offer' && type !== 'answer') || typeof sdp !== 'string' || sdp.length > MAX_SDP) return null
    signal.description = { type, sdp }
  }
  const read = readCandidates(candidates)
  if (read === null) return null
  if (read.length > 0) signal.candidates = read
  const ladder = LADDERS.find((each) => each === want)
  if (ladder) signal.want = ladder
  if (isRecord(sending)) signal.sending = { video: sending.video === true, screen: sending.screen === true }
  return signal
}

/** An empty candidate ends the list of its generation. */
function readCandidates(list: unknown): RTCIceCandidateInit[] | null {
  if (list === undefined) return []
  if (!Array.isArray(list) || list.length > MAX_CANDIDATES) return null
  const read: RTCIceCandidateInit[] = []
  for (const each of list as unknown[]) {
    if (!isRecord(each) || typeof each.candidate !== 'string' || each.candidate.length > MAX_CANDIDATE) return null
    read.push({
      candidate: each.candidate,
      sdpMid: typeof each.sdpMid === 'string' ? each.sdpMid : null,
      sdpMLineIndex: typeof each.sdpMLineIndex === 'number' ? each.sdpMLineIndex : null,
      usernameFragment: typeof each.usernameFragment === 'string' ? each.usernameFragment : null,
    })
  }
  return read
}

function isEpoch(value: unknown): value is string {
  return typeof value === 'string' && EPOCH.test(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What an epoch, come with a signal, is to the one we know. */
export function compareEpochs(known: string | null, seen: string): 'same' | 'newer' | 'older' | 'other' {
  if (known === seen) return 'same'
  if (known === null) return 'newer'
  const [page, count] = split(known)
  const [seenPage, seenCount] = split(seen)
  if (page !== seenPage) return 'other'
  return seenCount > count ? 'newer' : 'older'
}

/** The page of an epoch. */
export const pageOf = (epoch: string): string => split(epoch)[0]

function split(epoch: string): [string, number] {
  const dot = epoch.lastIndexOf('.')
  return [epoch.slice(0, dot), Number(epoch.slice(dot + 1))]
}
