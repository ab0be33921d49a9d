import type { ChatLine, LiveSession, LiveState } from '../live/live-session'
import type { ClientCommand, Role, Room, Seat } from '../live/protocol'

/** A live session without a server, for looking at screens: it obeys like the real one, roughly. */
export class FakeLive implements LiveSession {
  state: LiveState
  private readonly listeners = new Set<(state: LiveState) => void>()
  private readonly chats = new Set<(line: ChatLine) => void>()
  private readonly alerts = new Set<(from: string, at: string) => void>()
  private readonly strangers = new Set<(at: string) => void>()
  private lines = 0
  private sent = 0

  constructor(room: Room, own: string) {
    this.state = {
      connection: 'joined',
      ending: null,
      seatId: own,
      room,
      media: { engine: 'mesh', iceServers: [], comfortablePeers: 5 },
      clockOffsetMs: 0,
    }
  }

  subscribe(listener: (state: LiveState) => void): () => void {
    this.listeners.add(listener)
    listener(this.state)
    return () => this.listeners.delete(listener)
  }
  onChat(listener: (line: ChatLine) => void): () => void {
    this.chats.add(listener)
    return () => this.chats.delete(listener)
  }
  onDistress(listener: (from: string, at: string) => void): () => void {
    this.alerts.add(listener)
    return () => this.alerts.delete(listener)
  }
  onStranger(listener: (at: string) => void): () => void {
    this.strangers.add(listener)
    return () => this.strangers.delete(listener)
  }
  onSignal(): () => void {
    return () => undefined
  }

  set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.listeners) listener(this.state)
  }
  room(change: Partial<Room>): void {
    if (this.state.room) this.set({ room: { ...this.state.room, ...change } })
  }
  seat(id: string, change: Partial<Seat>): void {
    const seats = this.state.room?.seats ?? []
    this.room({ seats: seats.map((seat) => (seat.id === id ? { ...seat, ...change } : seat)) })
  }
  chat(from: string, to: string, text: string): void {
    const line = { id: String(++this.lines), from, to, text, at: new Date().toISOString() }
    for (const listener of this.chats) listener(line)
  }
  distress(from: string): void {
    for (const listener of this.alerts) listener(from, new Date().toISOString())
  }
  stranger(): void {
    for (const listener of this.strangers) listener(new Date().toISOString())
  }

  async send(command: ClientCommand): Promise<number> {
    const id = ++this.sent
    const own = this.state.seatId ?? ''
    if (command.type === 'update') {
      const { type: _type, hand, ...devices } = command
      const raised = hand === undefined ? {} : { hand: hand ? new Date().toISOString() : null }
      this.seat(own, { ...devices, ...raised, rev: id })
    } else if (command.type === 'chat') this.chat(own, command.to, command.text)
    else if (command.type === 'admit') this.seat(command.seatId, { state: 'present' })
    else if (command.type === 'decline' || command.type === 'remove') {
      this.room({ seats: this.state.room?.seats.filter((seat) => seat.id !== command.seatId) ?? [] })
    } else if (command.type === 'mute') this.seat(command.seatId, { audio: 'off' })
    else if (command.type === 'spotlight') this.room({ spotlight: command.seatId })
    else if (command.type === 'lock' || command.type === 'unlock') this.room({ locked: command.type === 'lock' })
    else if (command.type === 'end') this.set({ connection: 'over', ending: { kind: 'bye', reason: 'ended' } })
    return id
  }
  leave(): void {
    this.set({ connection: 'over', ending: { kind: 'left' } })
  }
}

const NAMES = [
  'Maren H.',
  'Tobias K.',
  'Ana Lucía R.',
  'Jerome W.',
  'Priya S.',
  'Kwame A.',
  'Elin B.',
  'Mateo F.',
  'Sofie D.',
  'Noah L.',
  'Grace O.',
  'Hassan M.',
  'Lupe V.',
  'Ivy T.',
  'Dan P.',
  'Wren C.',
]

export function fakeSeat(at: number, change: Partial<Seat> = {}): Seat {
  const role: Role = at === 0 ? 'host' : at === 1 ? 'cohost' : 'participant'
  return {
    id: `s${at}`,
    personId: `person-${at * 7}`,
    name: NAMES[at % NAMES.length] ?? '',
    role,
    state: 'present',
    hand: null,
    audio: at % 3 === 2 ? 'off' : 'on',
    video: at % 4 === 3 ? 'off' : 'on',
    screen: 'off',
    quality: at === 4 ? 1 : 4,
    since: new Date(Date.now() - 600_000 + at * 1000).toISOString(),
    rev: 0,
    ...change,
  }
}

export function fakeRoom(seats: readonly Seat[], change: Partial<Room> = {}): Room {
  const start = Date.now() - 34 * 60_000
  return {
    id: 'demo',
    version: 1,
    kind: 'group',
    phase: 'open',
    title: 'Evening group',
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + 3 * 3_600_000).toISOString(),
    locked: false,
    capacity: 12,
    spotlight: null,
    agenda: [],
    frozen: false,
    seats,
    ...change,
  }
}
