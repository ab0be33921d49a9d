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

  it('does not take the echo of our own quick off and on for a counselor', () => {
    const sync = new DeviceSync()
    sync.judge(seat(), wish())
    sync.judge(seat(), wish({ audio: 'off' }))
    // Turned on again before the server’s "off" has come back to us.
    expect(sync.judge(seat(), wish())).toEqual({ tell: null, turnedOff: [] })
    expect(sync.judge(seat(), wish({ audio: 'off' })).tell).toEqual({ audio: 'off' })
    expect(sync.judge(seat({ audio: 'off' }), wish()).turnedOff).toEqual([])
  })

  it('begins anew with another seat', () => {
    const sync = new DeviceSync()
    sync.judge(seat(), wish())
    const other = { ...seat({ audio: 'off' }), id: 'another' }
    expect(sync.judge(other, wish())).toEqual({ tell: { audio: 'on' }, turnedOff: [] })
  })
})
