import type { PeerStats } from './engine'

/** What counts up in a connection's report, all media of a kind taken together. */
export interface Counters {
  readonly at: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly packetsIn: number
  readonly packetsLostIn: number
  readonly packetsInAudio: number
  readonly framesReceived: number
  readonly framesDecoded: number
  readonly framesSent: number
  readonly frozenSeconds: number
  readonly lossOutPercent: number | null
  readonly roundTripMs: number | null
  readonly jitterMs: number | null
  readonly availableOutKbps: number | null
  readonly cpuLimited: boolean
}

/** What happened between two reports. Null: nothing to judge by. */
export interface Reading {
  readonly lossInPercent: number | null
  readonly lossOutPercent: number | null
  readonly roundTripMs: number | null
  readonly jitterMs: number | null
  readonly availableOutKbps: number | null
  /** Part of the time in which the picture stood still, 0 to 1. */
  readonly frozenShare: number | null
  /** Frames decoded of frames received: below 1 the machine does not keep up. */
  readonly decodedShare: number | null
  readonly framesDecoded: number
  readonly cpuLimited: boolean
  readonly kbpsIn: number
  readonly kbpsOut: number
}

type Entry = Record<string, unknown> & { type?: string }

/** Adds up one report of getStats. Browsers leave fields out; what is missing counts as nothing. */
export function readCounters(report: Iterable<unknown>, at: number): Counters {
  let bytesIn = 0
  let bytesOut = 0
  let packetsIn = 0
  let packetsLostIn = 0
  let packetsInAudio = 0
  let framesReceived = 0
  let framesDecoded = 0
  let framesSent = 0
  let frozenSeconds = 0
  let lossOut: number | null = null
  let roundTrip: number | null = null
  let jitter: number | null = null
  let available: number | null = null
  let cpuLimited = false
  for (const entry of report as Iterable<Entry>) {
    switch (entry.type) {
      case 'inbound-rtp':
        bytesIn += num(entry.bytesReceived)
        packetsIn += num(entry.packetsReceived)
        packetsLostIn += num(entry.packetsLost)
        framesReceived += num(entry.framesReceived)
        framesDecoded += num(entry.framesDecoded)
        frozenSeconds += num(entry.totalFreezesDuration)
        if (entry.kind === 'audio') {
          packetsInAudio += num(entry.packetsReceived)
          jitter = most(jitter, entry.jitter, 1_000)
        }
        break
      case 'outbound-rtp':
        bytesOut += num(entry.bytesSent)
        framesSent += num(entry.framesSent)
        if (entry.qualityLimitationReason === 'cpu') cpuLimited = true
        break
      case 'remote-inbound-rtp':
        lossOut = most(lossOut, entry.fractionLost, 100)
        roundTrip = most(roundTrip, entry.roundTripTime, 1_000)
        break
      case 'candidate-pair':
        if (entry.nominated === true && entry.state === 'succeeded') {
          available = most(available, entry.availableOutgoingBitrate, 0.001)
          roundTrip = most(roundTrip, entry.currentRoundTripTime, 1_000)
        }
    }
  }
  return {
    at,
    bytesIn,
    bytesOut,
    packetsIn,
    packetsLostIn,
    packetsInAudio,
    framesReceived,
    framesDecoded,
    framesSent,
    frozenSeconds,
    lossOutPercent: lossOut,
    roundTripMs: roundTrip,
    jitterMs: jitter,
    availableOutKbps: available,
    cpuLimited,
  }
}

/** Too few packets or frames say nothing about a share of them. */
const FEW_PACKETS = 10
const FEW_FRAMES = 6

/** The difference of two reports. Counters that went back (a connection built anew) count from nothing. */
export function compare(before: Counters, now: Counters): Reading {
  const seconds = Math.max(0.001, (now.at - before.at) / 1_000)
  const grown = (field: 'bytesIn' | 'bytesOut' | 'packetsIn' | 'framesReceived' | 'framesDecoded'): number =>
    Math.max(0, now[field] - before[field])
  const packets = grown('packetsIn')
  // Lost packets that come late after all make this fall.
  const lost = Math.max(0, now.packetsLostIn - before.packetsLostIn)
  const received = grown('framesReceived')
  const decoded = grown('framesDecoded')
  const frozen = Math.max(0, now.frozenSeconds - before.frozenSeconds)
  return {
    lossInPercent: packets + lost < FEW_PACKETS ? null : (100 * lost) / (packets + lost),
    lossOutPercent: now.lossOutPercent,
    roundTripMs: now.roundTripMs,
    jitterMs: now.jitterMs,
    availableOutKbps: now.availableOutKbps,
    frozenShare: received === 0 ? null : Math.min(1, frozen / seconds),
    decodedShare: received < FEW_FRAMES ? null : Math.min(1, decoded / received),
    framesDecoded: decoded,
    cpuLimited: now.cpuLimited,
    kbpsIn: (grown('bytesIn') * 8) / 1_000 / seconds,
    kbpsOut: (grown('bytesOut') * 8) / 1_000 / seconds,
  }
}

/** The words of the interface, for the tests and the support page. */
export function publicStats(now: Counters, reading: Reading | null): PeerStats {
  return {
    framesDecoded: now.framesDecoded,
    framesSent: now.framesSent,
    packetsReceivedAudio: now.packetsInAudio,
    roundTripMs: now.roundTripMs,
    lossPercent: reading?.lossInPercent ?? null,
    bitrateInKbps: Math.round(reading?.kbpsIn ?? 0),
    bitrateOutKbps: Math.round(reading?.kbpsOut ?? 0),
  }
}

function num(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

function most(so: number | null, value: unknown, times: number): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(so ?? 0, value * times) : so
}
