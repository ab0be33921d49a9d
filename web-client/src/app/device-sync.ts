import type { Device, Seat } from '../live/protocol'

export type Part = 'audio' | 'video' | 'screen'
export type Wish = Readonly<Record<Part, Device>>

/** What to do about the difference between what our devices do and what our seat says. */
export interface Verdict {
  /** To be told to the server; null when it knows everything. */
  readonly tell: Partial<Wish> | null
  /** What a counselor turned off: ours has to follow. */
  readonly turnedOff: readonly Part[]
}

const PARTS: readonly Part[] = ['audio', 'video', 'screen']

/**
 * Tells a counselor's "off" from one of our own updates that is still on its way. The seat's last agreed word on each
 * device is the key: where the seat said `on`, we still wish `on`, and now it says `off`, somebody else did it.
 *
 * A new seat has agreed on nothing, and whatever we send un-agrees what it names, so an echo of our own older update
 * never counts as a counselor's word.
 */
export class DeviceSync {
  private seatId: string | null = null
  private agreed: Partial<Record<Part, Device>> = {}

  judge(seat: Seat, wish: Wish): Verdict {
    if (seat.id !== this.seatId) {
      this.seatId = seat.id
      this.agreed = {}
    }
    const tell: Partial<Record<Part, Device>> = {}
    const turnedOff: Part[] = []
    for (const part of PARTS) {
      if (seat[part] === wish[part]) {
        this.agreed[part] = wish[part]
      } else if (this.agreed[part] === 'on' && wish[part] === 'on') {
        turnedOff.push(part)
        this.agreed[part] = seat[part]
      } else {
        tell[part] = wish[part]
        this.agreed[part] = undefined
      }
    }
    return { tell: Object.keys(tell).length > 0 ? tell : null, turnedOff }
  }
}
