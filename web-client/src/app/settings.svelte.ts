import { en, type Texts } from '../text/en'
import { es } from '../text/es'

export const LANGUAGES = { en, es } as const
export type Language = keyof typeof LANGUAGES
export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'evenkeel.settings'

interface Stored {
  language?: Language
  theme?: Theme
  announce?: boolean
}

/** What this browser remembers of the person's wishes. Nothing in it says who they are. */
class Settings {
  language = $state<Language>('en')
  theme = $state<Theme>('auto')
  /** Whether comings, goings and messages are read out. Alerts are, in any case. */
  announce = $state(true)
  readonly text: Texts = $derived(LANGUAGES[this.language])

  constructor() {
    const stored = read()
    this.language = stored.language ?? languageOf(navigator.languages ?? [])
    this.theme = stored.theme ?? 'auto'
    this.announce = stored.announce ?? true
  }

  set(change: Stored): void {
    Object.assign(this, change)
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...read(), ...change }))
    } catch {
      // No storage: the wish holds until the page is closed.
    }
  }
}

/** The first of the browser's languages that we speak. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0] ?? ''
    if (base in LANGUAGES) return base as Language
  }
  return 'en'
}

function read(): Stored {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    if (typeof found !== 'object' || found === null) return {}
    const { language, theme, announce } = found as Record<string, unknown>
    return {
      ...(typeof language === 'string' && language in LANGUAGES && { language: language as Language }),
      ...(theme === 'auto' || theme === 'light' || theme === 'dark' ? { theme } : {}),
      ...(typeof announce === 'boolean' && { announce }),
    }
  } catch {
    return {}
  }
}

export const settings = new Settings()
