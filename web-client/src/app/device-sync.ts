import type { Device, Seat } from '../live/protocol'

export type Part = 'audio' | 'video' | 'screen'
export type Wish = Readonly<Record<Part, Device>>

/** What to do about the difference between what our devices do and what our seat says. */
export interface Verdict {
  /** To be told to the server; null when it knows everything, or has been told. */
  readonly tell: Partial<Wish> | null
  /** What a counselor turned off: ours has to follow. */
  readonly turnedOff: readonly Part[]
}

/** What the server was last told of one device. */
interface Asked {
  readonly in: Partial<Wish>
  readonly value: Device
  /** The update's number, once it was answered: it is in our seat from that `rev` on. */
  id: number | null
}

const PARTS: readonly Part[] = ['audio', 'video', 'screen']

/** Whether the seat says of each device what ours does. */
export const agrees = (seat: Seat, wish: Wish): boolean => PARTS.every((part) => seat[part] === wish[part])

/**
 * Tells a counselor's "off" from one of our own updates that is still on its way. The seat's last agreed word on each
 * device is the key: where the seat said `on`, we still wish `on`, and now it says `off`, somebody else did it.
 *
 * A new seat has agreed on nothing. And while the seat may not have our last word on a device yet, nothing it says of
 * this device is news: it is an echo of an older word of ours, or was said before.
 */
export class DeviceSync {
  private seatId: string | null = null
  private agreed: Partial<Record<Part, Device>> = {}
  private asked: Partial<Record<Part, Asked>> = {}

  judge(seat: Seat, wish: Wish): Verdict {
    if (seat.id !== this.seatId) {
      this.seatId = seat.id
      this.agreed = {}
      this.asked = {}
    }
    const tell: Partial<Record<Part, Device>> = {}
    const turnedOff: Part[] = []
    for (const part of PARTS) {
      if (this.underWay(part, seat)) {
        if (this.asked[part]?.value !== wish[part]) tell[part] = wish[part]
      } else if (seat[part] === wish[part]) {
        this.agreed[part] = wish[part]
      } else if (this.agreed[part] === 'on' && wish[part] === 'on') {
        turnedOff.push(part)
        this.agreed[part] = seat[part]
      } else {
        tell[part] = wish[part]
      }
    }
    for (const part of PARTS) {
      const value = tell[part]
      if (value === undefined) continue
      this.asked[part] = { in: tell, value, id: null }
      this.agreed[part] = undefined
    }
    return { tell: Object.keys(tell).length > 0 ? tell : null, turnedOff }
  }

  /** The answer to what a verdict had us tell: the number of the update, or null where it did not get through. */
  answered(tell: Partial<Wish>, id: number | null): void {
    for (const part of PARTS) {
      const asked = this.asked[part]
      if (asked?.in !== tell) continue
      if (id === null) this.asked[part] = undefined
      else asked.id = id
    }
  }

  private underWay(part: Part, seat: Seat): boolean {
    const asked = this.asked[part]
    if (!asked) return false
    if (asked.id === null || seat.rev < asked.id) return true
    // The seat has it. Where it now says otherwise, that came after our word.
    this.agreed[part] = asked.value
    this.asked[part] = undefined
    return false
  }
}
