/**
 * Remembers the resume token of a session through a page reload. It lives in `sessionStorage`: one tab, gone with the
 * tab. Storage may be missing or refuse (private windows, full): then a reload simply joins anew.
 */

const PREFIX = 'evenkeel.seat.'

/** The part of `Storage` that is needed. */
export type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export interface ResumeStore {
  get(): string | null
  set(token: string): void
  clear(): void
}

/** The tab's own storage, or null where the browser forbids it. */
export function tabStorage(): TokenStorage | null {
  try {
    return typeof sessionStorage === 'undefined' ? null : sessionStorage
  } catch {
    return null
  }
}

/** The token of one session, in memory first and in storage as well. */
export function resumeStore(sessionId: string, storage: TokenStorage | null): ResumeStore {
  const key = PREFIX + sessionId
  let token = quietly(() => storage?.getItem(key) ?? null)
  return {
    get: () => token,
    set: (value) => {
      token = value
      quietly(() => storage?.setItem(key, value))
    },
    clear: () => {
      token = null
      quietly(() => storage?.removeItem(key))
    },
  }
}

/** Forgets every seat of this tab: the next person to sign in here must not take up somebody else's. */
export function forgetSeats(storage: TokenStorage | null = tabStorage()): void {
  quietly(() => {
    if (!storage) return
    const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at))
    for (const key of keys) if (key?.startsWith(PREFIX)) storage.removeItem(key)
  })
}

function quietly<T>(action: () => T): T | null {
  try {
    return action()
  } catch {
    return null
  }
}
