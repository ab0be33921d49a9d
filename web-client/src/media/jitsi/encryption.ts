import type { Clock } from '../../live/clock'
import type { MediaNote } from '../engine'
import { hasOlm } from './olm'
import { FEATURE_E2EE, type JitsiConference, type JitsiParticipant } from './types'

/** What somebody can do is known a moment after they came. */
const SETTLE_MS = 3_000

/**
 * Encryption from end to end, where the program wants it. The library can do it where the page has Olm, by which browsers
 * tell each other their keys: we bring none, and as a rule a deployment brings none either. It begins at once where this
 * browser can, and rests while somebody with a seat here can't: they would see and hear nothing. Whoever has no seat is
 * not asked.
 */
export class Encryption {
  note: MediaNote | null = null
  private readonly able: boolean
  private on = false
  private stop: (() => void) | null = null

  constructor(
    private readonly conference: JitsiConference,
    private readonly wanted: boolean,
    private readonly clock: Clock,
    private readonly seated: () => readonly JitsiParticipant[],
    private readonly changed: () => void,
  ) {
    this.able = wanted && conference.isE2EESupported()
    if (this.able) this.toggle(true)
    else if (wanted) this.note = hasOlm() ? 'not-encrypted-here' : 'not-encrypted-server'
  }

  /** Somebody came, went, or told what they can. */
  look(): void {
    if (!this.wanted || !this.able) return
    // One look for all that happens until then: in a lively room it would never come otherwise.
    if (this.stop) return
    this.stop = this.clock.after(SETTLE_MS, () => {
      this.stop = null
      const all = this.seated().every((participant) => participant.hasFeature(FEATURE_E2EE))
      this.toggle(all)
      const note = all ? null : 'not-encrypted-all'
      if (note === this.note) return
      this.note = note
      this.changed()
    })
  }

  close(): void {
    this.stop?.()
  }

  private toggle(on: boolean): void {
    if (on === this.on) return
    this.on = on
    this.conference.toggleE2EE(on)
  }
}
