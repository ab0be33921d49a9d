import type { Clock } from './clock'
import type { ServerMessage } from './protocol'

/** The part of a WebSocket that is used. */
export interface SocketLike {
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  send(text: string): void
  close(code?: number, reason?: string): void
}

export type MakeSocket = new (url: string, protocols: string) => SocketLike

export interface LinkEvents {
  message(message: ServerMessage): void
  /** Told once, and never after our own `drop`. */
  closed(code: number): void
}

const OPEN = 1
/** From opening to the first word of the server. */
const WELCOME_MS = 8_000

/** The address of a socket of the host that the page came from. */
export function liveUrl(path: string, base: string): string {
  const url = new URL(path, base)
  url.host = new URL(base).host
  url.protocol = base.startsWith('https:') ? 'wss:' : 'ws:'
  return url.href
}

/**
 * One WebSocket, from its opening to its end. After `drop` nothing of it is heard any more: a close that takes a
 * minute on a dead network cannot disturb the connection that came after it.
 */
export class Link {
  lastHeard: number
  private readonly socket: SocketLike
  private stopWaiting: () => void

  constructor(
    Socket: MakeSocket,
    url: string,
    firstFrame: object,
    clock: Clock,
    private readonly events: LinkEvents,
  ) {
    this.lastHeard = clock.now()
    this.socket = new Socket(url, 'evenkeel.v1')
    this.stopWaiting = clock.after(WELCOME_MS, () => this.end(1006))
    this.socket.onopen = () => this.write(JSON.stringify(firstFrame))
    this.socket.onclose = (event) => this.end(event.code)
    this.socket.onerror = () => undefined
    this.socket.onmessage = (event) => {
      this.lastHeard = clock.now()
      this.stopWaiting()
      const message = parse(event.data)
      if (message) events.message(message)
    }
  }

  get open(): boolean {
    return this.socket.readyState === OPEN
  }

  write(text: string): void {
    try {
      this.socket.send(text)
    } catch {
      // Closed under our hands; its close event, or the missing answer, tells.
    }
  }

  drop(): void {
    this.stopWaiting()
    const { socket } = this
    socket.onopen = socket.onclose = socket.onmessage = null
    try {
      socket.close(1000)
    } catch {
      // Not open yet, or closed already.
    }
  }

  private end(code: number): void {
    this.drop()
    this.events.closed(code)
  }
}

/** Null for what is no message at all; a type that we do not know is left to the reader to ignore. */
function parse(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null
  try {
    const message: unknown = JSON.parse(data, (key, value: unknown) => (key === '__proto__' ? undefined : value))
    return typeof message === 'object' && message !== null && 'type' in message ? (message as ServerMessage) : null
  } catch {
    return null
  }
}
