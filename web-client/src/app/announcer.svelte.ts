import { names as list } from './format'
import { settings } from './settings.svelte'

/** At most one polite message in this time: a screen reader that is always interrupted tells nothing. */
export const BATCH_MS = 5_000
/** More names than this become a number. */
const MOST_NAMES = 4

type Kind = 'joined' | 'left' | 'waiting' | 'hand'

/**
 * What screen readers are told. Comings and goings are gathered and said together, at most every 5 s; alerts
 * (distress, removal) are said at once.
 */
export class Announcer {
  polite = $state('')
  assertive = $state('')
  private readonly names = new Map<Kind, string[]>()
  private plain: string[] = []
  private timer: ReturnType<typeof setTimeout> | null = null
  private lastAt = -Infinity

  /** Somebody came, left, waits or raised a hand. Whoever came and left within one batch is not mentioned. */
  person(kind: Kind, name: string): void {
    const opposite = kind === 'joined' ? 'left' : kind === 'left' ? 'joined' : null
    const undone = opposite ? (this.names.get(opposite) ?? []) : []
    const at = undone.indexOf(name)
    if (at >= 0) undone.splice(at, 1)
    else this.names.set(kind, [...(this.names.get(kind) ?? []), name])
    this.plan()
  }

  say(message: string): void {
    if (this.plain.at(-1) !== message) this.plain.push(message)
    this.plan()
  }

  alert(message: string): void {
    this.assertive = anew(message, this.assertive)
  }

  /** The room was left: no name of it is read out afterwards, nor stays in the page. */
  clear(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    this.names.clear()
    this.plain = []
    this.polite = this.assertive = ''
  }

  private plan(): void {
    if (this.timer !== null) return
    const wait = Math.max(250, this.lastAt + BATCH_MS - Date.now())
    this.timer = setTimeout(() => this.flush(), wait)
  }

  private flush(): void {
    this.timer = null
    const words = settings.text.announce
    const parts = [...this.plain]
    for (const kind of ['joined', 'left', 'waiting', 'hand'] as const) {
      const names = this.names.get(kind) ?? []
      if (names.length > 0)
        parts.push(words[kind](names.length > MOST_NAMES ? words.many(names.length) : list(names, settings.language)))
    }
    this.names.clear()
    this.plain = []
    if (parts.length === 0 || !settings.announce) return
    this.lastAt = Date.now()
    this.polite = anew(parts.join(' '), this.polite)
  }
}

/** The same words twice in a row ("5 people joined.") would not be read again; a space that nobody hears makes them new. */
function anew(words: string, before: string): string {
  return words === before ? `${words}\u00a0` : words
}

export const announcer = new Announcer()
