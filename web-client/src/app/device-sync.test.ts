import { describe, expect, it } from 'vitest'
import { fakeSeat } from '../dev/fake-live'
import { DeviceSync, type Wish } from './device-sync'

const wish = (change: Partial<Wish> = {}): Wish => ({ audio: 'on', video: 'on', screen: 'off', ...change })
const seat = (change: Partial<Wish> = {}) => fakeSeat(2, { audio: 'on', video: 'on', screen: 'off', ...change })

describe('the devices of our seat', () => {
  it('tells a new seat what our devices do', () => {
    const sync = new DeviceSync()
    expect(sync.judge(seat({ audio: 'off', video: 'off' }), wish())).toEqual({
      tell: { audio: 'on', video: 'on' },
      turnedOff: [],
    })
  })

  it('says nothing while both agree', () => {
    expect(new DeviceSync().judge(seat(), wish())).toEqual({ tell: null, turnedOff: [] })
  })

  it('takes an off that we did not ask for as a counselor’s', () => {
    const sync = new DeviceSync()
    sync.judge(seat(), wish())
    expect(sync.judge(seat({ audio: 'off' }), wish())).toEqual({ tell: null, turnedOff: ['audio'] })
    expect(sync.judge(seat({ audio: 'off' }), wish({ audio: 'off' }))).toEqual({ tell: null, turnedOff: [] })
  })

  it('still knows a counselor’s off that came while our connection was lost', () => {
    const sync = new DeviceSync()
    sync.judge(seat(), wish())
    // Nothing is judged while the connection is lost; this is the first look after it.
    expect(sync.judge(seat({ audio: 'off', video: 'off' }), wish()).turnedOff).toEqual(['audio', 'video'])
  })

  it('begins anew with another seat', () => {
    const sync = new DeviceSync()
    sync.judge(seat(), wish())
    const other = { ...seat({ audio: 'off' }), id: 'another' }
    expect(sync.judge(other, wish())).toEqual({ tell: { audio: 'on' }, turnedOff: [] })
  })
})

describe('while our own word is on its way', () => {
  /** The seat as it was when it had our update of this number. */
  const at = (rev: number, change: Partial<Wish> = {}) => ({ ...seat(change), rev })
  const told = (sync: DeviceSync, now: ReturnType<typeof at>, wished: Wish): Partial<Wish> => {
    const { tell } = sync.judge(now, wished)
    if (!tell) throw new Error('nothing to tell')
    return tell
  }

  it('takes no echo of a quick off and on for a counselor, whichever of answer and change comes first', () => {
    const sync = new DeviceSync()
    sync.judge(at(0), wish())
    const off = told(sync, at(0), wish({ audio: 'off' }))
    const on = told(sync, at(0), wish())
    expect(on).toEqual({ audio: 'on' })
    sync.answered(off, 1)
    expect(sync.judge(at(1, { audio: 'off' }), wish())).toEqual({ tell: null, turnedOff: [] })
    sync.answered(on, 2)
    expect(sync.judge(at(1, { audio: 'off' }), wish())).toEqual({ tell: null, turnedOff: [] })
    expect(sync.judge(at(2), wish())).toEqual({ tell: null, turnedOff: [] })
    // From here on it is a counselor again.
    expect(sync.judge(at(2, { audio: 'off' }), wish()).turnedOff).toEqual(['audio'])
  })

  it('knows its word in the seat also where a later update of another kind came with it', () => {
    const sync = new DeviceSync()
    const on = told(sync, at(0, { audio: 'off' }), wish())
    sync.judge(at(9), wish())
    sync.answered(on, 7)
    expect(sync.judge(at(9), wish())).toEqual({ tell: null, turnedOff: [] })
    expect(sync.judge(at(9, { audio: 'off' }), wish()).turnedOff).toEqual(['audio'])
  })

  it('sees a counselor’s off that came together with our own on', () => {
    const sync = new DeviceSync()
    const on = told(sync, at(0, { audio: 'off' }), wish())
    sync.answered(on, 1)
    expect(sync.judge(at(1, { audio: 'off' }), wish()).turnedOff).toEqual(['audio'])
  })

  it('does not say the same twice, and says it again when it did not get through', () => {
    const sync = new DeviceSync()
    const on = told(sync, at(0, { audio: 'off' }), wish())
    expect(sync.judge(at(0, { audio: 'off' }), wish()).tell).toBeNull()
    sync.answered(on, null)
    expect(sync.judge(at(0, { audio: 'off' }), wish()).tell).toEqual({ audio: 'on' })
  })

  it('judges one device while another waits', () => {
    const sync = new DeviceSync()
    sync.judge(at(0), wish())
    told(sync, at(0), wish({ audio: 'off' }))
    expect(sync.judge(at(0, { video: 'off' }), wish({ audio: 'off' })).turnedOff).toEqual(['video'])
  })
})
