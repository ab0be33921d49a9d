import type { Announcer } from '../../app/announcer.svelte'
import { comings, handQueue, presence } from '../../app/seats'
import type { Room } from '../../live/protocol'
import type { Texts } from '../../text/en'

/** The room as it was at one look. */
export interface Look {
  readonly room: Room
  readonly admitted: ReadonlyMap<string, boolean>
}

/** Tells what changed between two looks. Nothing at the first one: the screen itself says who is here. */
export function narrate(
  before: Look | null,
  after: Look,
  ownId: string | null,
  to: Pick<Announcer, 'person' | 'say'>,
  text: Texts,
): void {
  if (!before) return
  const was = presence(before.room, before.admitted)
  const is = presence(after.room, after.admitted)
  const { joined, left } = comings(was.in, is.in)
  for (const seat of joined) if (seat.id !== ownId) to.person('joined', seat.name)
  for (const seat of left) if (seat.id !== ownId) to.person('left', seat.name)
  for (const seat of comings(was.waiting, is.waiting).joined) to.person('waiting', seat.name)
  const hands = new Set(handQueue(was.in).map((seat) => seat.id))
  for (const seat of handQueue(is.in)) if (!hands.has(seat.id) && seat.id !== ownId) to.person('hand', seat.name)
  if (before.room.frozen !== after.room.frozen) {
    to.say(after.room.frozen ? text.announce.frozen : text.announce.unfrozen)
  }
}
