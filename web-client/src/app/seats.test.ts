import { describe, expect, it } from 'vitest'
import { fakeRoom, fakeSeat } from '../dev/fake-live'
import { comings, frontSeat, handQueue, presence, rememberAdmitted, tileOrder } from './seats'

describe('the seats of a room', () => {
  it('orders hands by the time they were raised', () => {
    const seats = [
      fakeSeat(2, { hand: '2026-01-01T10:00:02.000Z' }),
      fakeSeat(3),
      fakeSeat(4, { hand: '2026-01-01T10:00:01.999Z' }),
    ]
    expect(handQueue(seats).map((seat) => seat.id)).toEqual(['s4', 's2'])
  })

  it('puts counselors first and ourselves last, and never moves the others', () => {
    const seats = [fakeSeat(5), fakeSeat(2), fakeSeat(0), fakeSeat(3), fakeSeat(1)]
    expect(tileOrder(seats, 's3').map((seat) => seat.id)).toEqual(['s0', 's1', 's2', 's5', 's3'])
  })

  it('has in front whom the counselors chose, else the first of the others who shares a screen', () => {
    const seats = [fakeSeat(2), fakeSeat(3, { screen: 'on' }), fakeSeat(1, { screen: 'on' })]
    expect(frontSeat(seats, 's2', 's2')?.id).toBe('s2')
    expect(frontSeat(seats, 's2', 's3')?.id).toBe('s3')
    expect(frontSeat(seats, 's2', null)?.id).toBe('s1')
    expect(frontSeat(seats, 's1', 'gone')?.id).toBe('s3')
    expect(frontSeat([fakeSeat(2), fakeSeat(3)], 's2', null)).toBeUndefined()
    expect(frontSeat([fakeSeat(2)], 's2', 's2')).toBeUndefined()
  })

  it('keeps somebody who reconnects where they were: in the room, or in the waiting room', () => {
    const before = [fakeSeat(2), fakeSeat(3, { state: 'waiting' })]
    const known = rememberAdmitted(new Map(), before)
    const after = before.map((seat) => ({ ...seat, state: 'reconnecting' as const }))
    const both = rememberAdmitted(known, after)
    const { in: inside, waiting } = presence(fakeRoom(after), both)
    expect(inside.map((seat) => seat.id)).toEqual(['s2'])
    expect(waiting.map((seat) => seat.id)).toEqual(['s3'])
  })

  it('sees who came and who went, and no going in a reconnect', () => {
    const before = [fakeSeat(2), fakeSeat(3)]
    const after = [fakeSeat(2, { state: 'reconnecting' }), fakeSeat(4)]
    const { joined, left } = comings(before, after)
    expect(joined.map((seat) => seat.id)).toEqual(['s4'])
    expect(left.map((seat) => seat.id)).toEqual(['s3'])
  })
})
