import type { Clock } from '../../live/clock'
import type { Signal } from '../engine'

/** By which way somebody's media travel. */
export type Side = 'jitsi' | 'mesh'

/** "I am on this side" and, with `ask`, "and you?". */
interface SideSignal {
  readonly media: Side
  readonly ask?: true
}

/** The least time between two words of ours to the same seat, where it is they who make us speak. */
const QUIET_MS = 1_500

/**
 * Who is on which side, as they say themselves: on Jitsi, unless told otherwise. Whoever is not tells every seat. What
 * gets lost is found out when somebody speaks the mesh's language to one who is not expecting it, and asked for.
 */
export class Sides {
  private readonly mesh = new Set<string>()
  private present: ReadonlySet<string> = new Set()
  private readonly spokeAt = new Map<string, number>()

  constructor(
    private readonly signal: Signal,
    private readonly clock: Clock,
    private mine: Side = 'jitsi',
  ) {}

  get own(): Side {
    return this.mine
  }

  /** Whether the media between us and this seat go from browser to browser. */
  direct(seatId: string): boolean {
    return this.mine === 'mesh' || this.mesh.has(seatId)
  }

  /** The others that are here now. */
  seats(ids: readonly string[]): void {
    const before = this.present
    this.present = new Set(ids)
    for (const id of this.mesh) if (!this.present.has(id)) this.mesh.delete(id)
    for (const id of this.spokeAt.keys()) if (!this.present.has(id)) this.spokeAt.delete(id)
    if (this.mine === 'mesh') for (const id of ids) if (!before.has(id)) this.tell(id)
  }

  /** Tells everybody, when it has changed. */
  go(side: Side): void {
    if (side === this.mine) return
    this.mine = side
    for (const id of this.present) this.tell(id)
  }

  /** What we said while the connection was lost did not reach them. */
  again(): void {
    if (this.mine === 'mesh') for (const id of this.present) this.tell(id)
  }

  /** Reads a word about sides; null for anything else. Else whether it changed something. */
  receive(from: string, data: unknown): boolean | null {
    const said = parse(data)
    if (!said) return null
    if (!this.present.has(from)) return false
    const changed = (said.media === 'mesh') !== this.mesh.has(from)
    if (said.media === 'mesh') this.mesh.add(from)
    else this.mesh.delete(from)
    if (said.ask && this.mayAnswer(from)) this.tell(from)
    return changed
  }

  /** They speak the mesh's language to us, and by what we know have no reason to. */
  stray(from: string): void {
    if (this.present.has(from) && this.mayAnswer(from)) this.signal(from, { media: this.mine, ask: true })
  }

  private mayAnswer(to: string): boolean {
    const now = this.clock.now()
    if (now - (this.spokeAt.get(to) ?? -Infinity) < QUIET_MS) return false
    this.spokeAt.set(to, now)
    return true
  }

  private tell(to: string): void {
    this.signal(to, { media: this.mine } satisfies SideSignal)
  }
}

function parse(data: unknown): SideSignal | null {
  if (typeof data !== 'object' || data === null || !('media' in data)) return null
  const { media } = data
  if (media !== 'jitsi' && media !== 'mesh') return null
  return 'ask' in data && data.ask === true ? { media, ask: true } : { media }
}
