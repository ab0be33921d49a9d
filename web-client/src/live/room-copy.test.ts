import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Room, Seat } from './protocol'
import { applyChange, type Change } from './room-copy'

const seat = (id: string, rev = 0): Seat => ({
  id,
  personId: `person-${id}`,
  name: id,
  role: 'participant',
  state: 'present',
  hand: null,
  audio: 'on',
  video: 'off',
  screen: 'off',
  quality: 4,
  since: '2026-01-01T18:00:00.000Z',
  rev,
})

const room = (version: number, seats: Seat[] = []): Room => ({
  id: 'r',
  version,
  kind: 'group',
  phase: 'open',
  title: 'Evening group',
  startsAt: '2026-01-01T18:00:00.000Z',
  endsAt: '2026-01-01T19:00:00.000Z',
  locked: false,
  capacity: 16,
  spotlight: null,
  agenda: [],
  frozen: false,
  seats,
})

const applied = (before: Room, change: Change): Room => {
  const after = applyChange(before, change)
  if (after === 'gap') throw new Error('an unexpected gap')
  return after
}

describe('applyChange', () => {
  test('replaces whole seats in their place, removes the gone, puts newcomers last', () => {
    const after = applied(room(4, [seat('a'), seat('b'), seat('c')]), {
      version: 5,
      base: 4,
      seats: [seat('d'), seat('b', 7)],
      gone: ['a'],
    })
    expect(after.seats).toEqual([seat('b', 7), seat('c'), seat('d')])
    expect(after.version).toBe(5)
  })

  test('leaves the room it was given untouched', () => {
    const before = room(1, [seat('a')])
    const copy = structuredClone(before)
    applied(before, { version: 2, base: 1, seats: [seat('b')], gone: ['a'], room: { locked: true } })
    expect(before).toEqual(copy)
  })

  test('says gap when a change before it was missed', () => {
    expect(applyChange(room(4), { version: 7, base: 5 })).toBe('gap')
  })

  test('does not believe a change that names no base', () => {
    expect(applyChange(room(4), { version: 9, room: { locked: true } } as Change)).toBe('gap')
  })

  test('takes a merged change that begins before what we have', () => {
    const after = applied(room(4, [seat('a', 4)]), { version: 6, base: 2, seats: [seat('a', 6)] })
    expect(after).toMatchObject({ version: 6, seats: [{ rev: 6 }] })
  })

  test.each([3, 4])('gives the same room back for a change of version %i that it has already', (version) => {
    const before = room(4, [seat('a')])
    expect(applyChange(before, { version, base: version - 1, gone: ['a'] })).toBe(before)
  })

  test('takes only known fields, and nothing that poisons a prototype', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"admin":true},"constructor":1,"seats":[],"version":99,"id":"x","locked":true}',
    ) as Change['room'] & object
    const after = applied(room(1, [seat('a')]), { version: 2, base: 1, room: hostile })
    expect(after).toEqual({ ...room(2, [seat('a')]), locked: true })
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  test('a seat may have any id, even one that names a property of every object', () => {
    const after = applied(room(1, [seat('__proto__')]), {
      version: 2,
      base: 1,
      seats: [seat('constructor')],
      gone: ['toString'],
    })
    expect(after.seats.map(({ id }) => id)).toEqual(['__proto__', 'constructor'])
  })
})

/** What the server does for a slow reader: the later seat wins. `second` follows on `first`. */
function merge(first: Change, second: Change): Change {
  const seats = new Map((first.seats ?? []).map((each) => [each.id, each]))
  const gone = new Set(first.gone)
  for (const id of second.gone ?? []) {
    seats.delete(id)
    gone.add(id)
  }
  for (const each of second.seats ?? []) {
    seats.set(each.id, each)
    gone.delete(each.id)
  }
  return {
    version: second.version,
    base: first.base,
    seats: [...seats.values()],
    gone: [...gone],
    room: { ...first.room, ...second.room },
  }
}

type Step = { seats: string[]; gone: string[]; locked: boolean | undefined }

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__')
const steps = fc.array(
  fc.record({
    seats: fc.uniqueArray(ids, { maxLength: 3 }),
    gone: fc.uniqueArray(ids, { maxLength: 2 }),
    locked: fc.option(fc.boolean(), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 12 },
)

/** The server's history: the changes, and the room after each (index 0: before all of them). */
function history(list: Step[]): { changes: Change[]; rooms: Room[] } {
  const rooms = [room(1, [seat('a'), seat('b')])]
  const changes = list.map((step, at): Change => {
    const version = at + 2
    const change: Change = {
      version,
      base: version - 1,
      seats: step.seats.filter((id) => !step.gone.includes(id)).map((id) => seat(id, version)),
      gone: step.gone,
      ...(step.locked === undefined ? {} : { room: { locked: step.locked } }),
    }
    rooms.push(applied(rooms[at] as Room, change))
    return change
  })
  return { changes, rooms }
}

/** Places are for the eye; who is there, and how they are, must be the same. */
const unordered = (each: Room) => ({
  ...each,
  seats: [...each.seats].sort((left, right) => (left.id < right.id ? -1 : 1)),
})

describe('any history', () => {
  test('merged changes come to the same as the changes one by one', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(3)), (list, cuts) => {
        const { changes, rooms } = history(list)
        const merged: Change[] = []
        changes.forEach((change, at) => {
          const last = merged.at(-1)
          if (last && (cuts[at] ?? 0) > 0) merged[merged.length - 1] = merge(last, change)
          else merged.push(change)
        })
        const end = merged.reduce((now, change) => applied(now, change), rooms[0] as Room)
        expect(unordered(end)).toEqual(unordered(rooms.at(-1) as Room))
      }),
    )
  })

  test('however changes are lost, doubled and shuffled, each step is true or a gap, and a snapshot heals it', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(30), { maxLength: 40 }), fc.nat(12), (list, order, from) => {
        const { changes, rooms } = history(list)
        let copy = rooms[0] as Room
        for (const pick of order) {
          const next = applyChange(copy, changes[pick % changes.length] as Change)
          if (next === 'gap') continue
          expect(unordered(next)).toEqual(unordered(rooms[next.version - 1] as Room))
          copy = next
        }
        // The answer to a resync is some snapshot; everything after it comes in order, with older news in between.
        copy = rooms[Math.min(from, rooms.length - 1)] as Room
        for (const change of changes) copy = applied(copy, change)
        expect(unordered(copy)).toEqual(unordered(rooms.at(-1) as Room))
      }),
    )
  })
})
