/** What the tests of this folder share: a server that is a list of frames, and a page that says what we tell it to. */
import { vi } from 'vitest'
import type { Ticket } from './api'
import type { MakeSocket, SocketLike } from './link'
import type { LiveOptions } from './options'
import type { PageEvents } from './page-events'
import type { Room, Seat } from './protocol'
import { openLive } from './socket'

export interface Frame {
  id?: number
  type: string
  [key: string]: unknown
}

export class FakeSocket implements SocketLike {
  readyState = 0
  onopen: SocketLike['onopen'] = null
  onclose: SocketLike['onclose'] = null
  onerror: SocketLike['onerror'] = null
  onmessage: SocketLike['onmessage'] = null
  readonly frames: Frame[] = []
  closedByUs = false

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {}

  opens(): this {
    this.readyState = 1
    this.onopen?.(new Event('open'))
    return this
  }

  says(message: object): this {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }))
    return this
  }

  closes(code = 1006): void {
    this.readyState = 3
    this.onclose?.({ code } as CloseEvent)
  }

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('not open')
    this.frames.push(JSON.parse(text) as Frame)
  }

  close(): void {
    this.closedByUs = true
    this.readyState = 3
  }

  sent(type: string): Frame[] {
    return this.frames.filter((frame) => frame.type === type)
  }
}

export const seat = (id: string, part: Partial<Seat> = {}): Seat => ({
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
  rev: 0,
  ...part,
})

export const room = (version: number, seats: readonly Seat[] = []): Room => ({
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

export const welcome = (version = 1, resumeToken = 'token-1') => ({
  type: 'welcome',
  seatId: 'me',
  resumeToken,
  graceMs: 30_000,
  pingMs: 5_000,
  serverTime: new Date(Date.now() + 1_500).toISOString(),
  media: { engine: 'mesh', iceServers: [], comfortablePeers: 5 },
  room: room(version, [seat('me')]),
})

export class FakePage implements PageEvents {
  isOnline = true
  listeners = new Set<(event: 'lost' | 'look') => void>()
  online = (): boolean => this.isOnline
  listen(listener: (event: 'lost' | 'look') => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  tell(event: 'lost' | 'look'): void {
    for (const listener of this.listeners) listener(event)
  }
}

export class FakeStorage {
  readonly items = new Map<string, string>()
  get length(): number {
    return this.items.size
  }
  key = (at: number): string | null => [...this.items.keys()][at] ?? null
  getItem = (key: string): string | null => this.items.get(key) ?? null
  setItem = (key: string, value: string): void => void this.items.set(key, value)
  removeItem = (key: string): void => void this.items.delete(key)
}

/** A live session against a fake server, on vitest's fake timers. `random` is 1: every wait is its longest. */
export function bench(options: LiveOptions = {}) {
  const sockets: FakeSocket[] = []
  const page = new FakePage()
  const storage = new FakeStorage()
  let tickets = 0
  const fetchTicket = vi.fn(async (): Promise<Ticket> => ({
    ticket: `ticket-${++tickets}`,
    expiresAt: '',
    url: '/live',
  }))
  class Socket extends FakeSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol)
      sockets.push(this)
    }
  }
  const all: LiveOptions = {
    fetchTicket,
    WebSocket: Socket as unknown as MakeSocket,
    random: () => 1,
    storage,
    page,
    baseUrl: 'https://care.example/session',
    ...options,
  }
  const live = openLive('s1', all)
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0)
  const last = (): FakeSocket => {
    const socket = sockets.at(-1)
    if (!socket) throw new Error('no socket yet')
    return socket
  }
  return {
    live,
    sockets,
    page,
    storage,
    fetchTicket,
    options: all,
    last,
    settle,
    async joined(version = 1, token?: string): Promise<FakeSocket> {
      await settle()
      return last().opens().says(welcome(version, token))
    },
  }
}
