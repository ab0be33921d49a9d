import { ticket as askTicket } from './api'
import { backoffMs, offlineMs, STABLE_MS } from './backoff'
import { browserClock, type Clock } from './clock'
import { judgeClose, judgeEntry, judgeTicket, type Verdict } from './endings'
import { liveUrl, Link, type MakeSocket } from './link'
import { Listeners, tellOne } from './listeners'
import type { ChatLine, Ending, LiveSession, LiveState } from './live-session'
import { LiveError, seated, unchanged } from './live-session'
import { Move } from './move'
import { Outbox } from './outbox'
import type { LiveOptions } from './options'
import { browserPage, type PageEvents } from './page-events'
import { CLOSE, type ByeReason, type ClientCommand, type ServerMessage, type Welcome } from './protocol'
import { resumeStore, tabStorage, type ResumeStore } from './resume-store'
import { RoomSync } from './room-sync'

/** The least time between two looks that the page's events cause: they come in twos and threes. */
const LOOK_MS = 1_000
/** After a restart without a word (1012) everybody comes back: within this, each by chance. */
const RESTART_MS = 1_000
/** A message of ours that the server cannot read will not become readable by sending it for ever. */
const MAX_BAD = 3

/** Takes a seat in a session and holds on to it until the session, the server or the person ends it. */
export function openLive(sessionId: string, options: LiveOptions = {}): LiveSession {
  return new Live(sessionId, options)
}

class Live implements LiveSession {
  state: LiveState = {
    connection: 'connecting',
    ending: null,
    seatId: null,
    room: null,
    media: null,
    clockOffsetMs: 0,
  }

  private readonly states = new Listeners<[LiveState]>()
  private readonly chats = new Listeners<[ChatLine]>()
  private readonly distress = new Listeners<[string, string]>()
  private readonly strangers = new Listeners<[string]>()
  private readonly signals = new Listeners<[string, unknown]>()
  private readonly clock: Clock
  private readonly random: () => number
  private readonly page: PageEvents
  private readonly store: ResumeStore
  private readonly outbox: Outbox
  private readonly sync: RoomSync
  private readonly move: Move
  private readonly stopPage: () => void

  private link: Link | null = null
  /** Grows with each try: an answer to an earlier one finds itself out of date. */
  private tries = 0
  private attempt = 0
  private resuming = false
  /** Our seat is another connection's: perhaps one of ours, perhaps that of somebody's other device. */
  private doubtful = false
  /** The last command that went by the connection before a move. */
  private saidBefore = 0
  private joinedAt = 0
  private startedAt = 0
  private lookedAt = -Infinity
  private bad = 0
  private stopRetry: (() => void) | null = null

  constructor(
    private readonly sessionId: string,
    private readonly options: LiveOptions,
  ) {
    this.clock = options.clock ?? browserClock
    this.random = options.random ?? Math.random
    this.page = options.page ?? browserPage
    this.store = resumeStore(sessionId, options.storage === undefined ? tabStorage() : options.storage)
    this.outbox = new Outbox(
      {
        write: (text) => this.link?.write(text),
        lastHeard: () => this.link?.lastHeard ?? 0,
        dead: () => this.lose(),
      },
      this.clock,
    )
    this.sync = new RoomSync(
      {
        room: () => this.state.room,
        setRoom: (room) => this.set({ room }),
        ask: () => this.outbox.send({ type: 'resync' }),
        lastHeard: () => this.link?.lastHeard ?? 0,
      },
      this.clock,
      this.random,
    )
    this.move = new Move(
      {
        resume: () => this.resume(),
        served: () => this.link !== null,
        arrived: (link, message) => {
          this.saidBefore = this.outbox.lastId
          this.move.part(this.link)
          this.link = link
          this.welcome(message)
        },
        parted: () => this.outbox.rejectUpTo(this.saidBefore),
        hold: (answered) => this.outbox.hold(answered),
        release: () => this.outbox.release(),
        refused: (verdict) => this.obey(verdict),
        stranded: () => this.lose(0),
      },
      this.clock,
      this.random,
    )
    this.stopPage = this.page.listen((event) => {
      if (event === 'look') this.look()
      // A try under way finds out by itself.
      else if (this.state.connection === 'joined') this.lose()
    })
    this.connect()
  }

  subscribe(listener: (state: LiveState) => void): () => void {
    const stop = this.states.add(listener)
    tellOne(listener, this.state)
    return stop
  }

  onChat = (listener: (line: ChatLine) => void): (() => void) => this.chats.add(listener)
  onDistress = (listener: (from: string, at: string) => void): (() => void) => this.distress.add(listener)
  onStranger = (listener: (at: string) => void): (() => void) => this.strangers.add(listener)
  onSignal = (listener: (from: string, data: unknown) => void): (() => void) => this.signals.add(listener)

  send(command: ClientCommand): Promise<number> {
    if (this.state.connection === 'joined') return this.outbox.send(command)
    return Promise.reject(new LiveError('unavailable', 'not connected'))
  }

  leave(): void {
    if (this.state.connection === 'over') return
    this.outbox.release()
    if (this.state.connection === 'joined') this.outbox.send({ type: 'leave' }).catch(() => undefined)
    this.move.say(JSON.stringify({ id: this.outbox.lastId + 1, type: 'leave' }))
    this.finish({ kind: 'left' })
  }

  private connect(): void {
    this.stopRetry?.()
    this.stopRetry = null
    this.hangUp()
    this.startedAt = this.clock.now()
    const mine = ++this.tries
    this.link = this.resume()
    this.resuming = this.link !== null
    if (this.link) return
    const fetchTicket = this.options.fetchTicket ?? askTicket
    fetchTicket(this.sessionId).then(
      ({ ticket, url }) => {
        if (mine === this.tries) this.link = this.open(url, { type: 'join', ticket })
      },
      (error: unknown) => {
        if (mine === this.tries) this.obey(judgeTicket(error))
      },
    )
  }

  /** Asks for our seat back; null where we have none. */
  private resume(): Link | null {
    const resumeToken = this.store.get()
    if (resumeToken === null) return null
    return this.open('/live', { type: 'resume', resumeToken, version: this.state.room?.version ?? 0 })
  }

  private open(path: string, firstFrame: object): Link {
    const Socket = this.options.WebSocket ?? (WebSocket as unknown as MakeSocket)
    const url = liveUrl(path, this.options.baseUrl ?? location.href)
    const link: Link = new Link(Socket, url, firstFrame, this.clock, {
      message: (message) => {
        if (!this.move.message(link, message) && (link === this.link || this.move.leaves(link))) this.take(message)
      },
      closed: (code) => {
        if (!this.move.closed(link) && link === this.link) this.closed(code)
      },
    })
    return link
  }

  private take(message: ServerMessage): void {
    if (message.type === 'bye') return this.bye(message.reason, message.retryMs)
    if (this.state.connection !== 'joined') {
      if (message.type === 'welcome') this.welcome(message)
      if (message.type === 'error') this.obey(judgeEntry(message.code, this.resuming))
      return
    }
    switch (message.type) {
      case 'change':
        return this.sync.change(message)
      case 'snapshot':
        return this.sync.snapshot(message.room)
      case 'ok':
        return this.outbox.settle(message.re)
      case 'error':
        if (message.re !== undefined) this.outbox.settle(message.re, message)
        return
      case 'signal':
        return this.signals.tell(message.from, message.data)
      case 'chat': {
        const { id, from, to, text, at } = message
        return this.chats.tell({ id, from, to, text, at })
      }
      case 'alert':
        if (message.kind === 'media') return this.strangers.tell(message.at)
        if (message.kind === 'distress') return this.distress.tell(message.from, message.at)
        return
      case 'media':
        return this.set({ media: unchanged(this.state.media, message.media) })
    }
  }

  private welcome(message: Welcome): void {
    const now = this.clock.now()
    this.joinedAt = now
    this.doubtful = false
    this.store.set(message.resumeToken)
    this.outbox.refill()
    this.outbox.startAfter(message.room.seats.find(({ id }) => id === message.seatId)?.rev ?? 0)
    this.sync.start(message.pingMs)
    this.set(seated(this.state, message, now))
  }

  /** The network came back, or the page was asleep: see at once how we stand. */
  private look(): void {
    const now = this.clock.now()
    if (this.state.connection === 'over' || now - this.lookedAt < LOOK_MS) return
    this.lookedAt = now
    if (this.state.connection === 'joined') {
      if (this.link?.open) this.sync.probe()
      else this.lose()
    } else if (!this.move.waiting && (this.stopRetry || now - this.startedAt >= LOOK_MS)) {
      this.attempt = 0
      this.connect()
    }
  }

  private bye(reason: ByeReason, retryMs: number): void {
    if (reason === 'draining') this.move.begin(Math.max(0, retryMs || 0))
    // The other node has our seat, and its welcome is on its way.
    else if (reason === 'replaced' && this.move.asked) {
      this.doubtful = true
      if (this.move.underway) this.hangUp()
      else this.lose(0)
    } else this.finish({ kind: 'bye', reason })
  }

  private closed(code: number): void {
    this.link = null
    if (code === CLOSE.badMessage && ++this.bad >= MAX_BAD) {
      return this.finish({ kind: 'refused', code: 'bad-message' })
    }
    if (this.move.waiting && this.move.asked) return this.lose(this.random() * RESTART_MS)
    if (this.move.waiting) return this.lost()
    if (this.move.underway) {
      this.lost()
      this.startedAt = this.clock.now()
      this.resuming = true
      this.link = this.move.handOver()
      return
    }
    if (code === CLOSE.restart) return this.lose(this.random() * RESTART_MS)
    this.obey(judgeClose(code, this.resuming || this.state.connection === 'joined'))
  }

  private obey(verdict: Verdict): void {
    if (verdict.kind === 'final') return this.finish(verdict.ending)
    if (verdict.kind === 'retry') return this.lose(undefined, verdict.waitMs)
    // Who has our seat is another device, then, and may keep it.
    if (this.doubtful) return this.finish({ kind: 'bye', reason: 'replaced' })
    this.store.clear()
    if (this.state.connection === 'joined') this.lose()
    else this.connect()
  }

  /** Goes to `lost` and tries again: after `exactly` ms, or by the ladder and no sooner than `atLeast`. */
  private lose(exactly?: number, atLeast = 0): void {
    if (this.state.connection === 'over' || this.stopRetry) return
    this.move.stop()
    if (this.state.connection === 'joined' && this.clock.now() - this.joinedAt >= STABLE_MS) {
      this.attempt = 0
      this.bad = 0
    }
    const ladder = backoffMs(this.attempt++, this.random)
    const slow = this.page.online() ? 0 : offlineMs(this.random)
    // Jitter on top of a fixed wait, so that those who were refused together do not return together.
    const least = atLeast * (1 + this.random())
    this.stopRetry = this.clock.after(Math.max(exactly ?? ladder, slow, least), () => this.connect())
    this.lost()
  }

  private lost(): void {
    this.tries += 1
    this.hangUp()
    this.sync.stop()
    this.outbox.rejectAll()
    if (this.state.connection === 'lost') return
    this.set({ connection: 'lost' })
  }

  private finish(ending: Ending): void {
    if (this.state.connection === 'over') return
    this.tries += 1
    this.store.clear()
    this.stopPage()
    this.stopRetry?.()
    this.move.stop()
    this.sync.stop()
    this.hangUp()
    this.outbox.rejectAll()
    this.set({ connection: 'over', ending })
  }

  private hangUp(): void {
    this.link?.drop()
    this.link = null
  }

  private set(part: Partial<LiveState>): void {
    this.state = { ...this.state, ...part }
    this.states.tell(this.state)
  }
}
