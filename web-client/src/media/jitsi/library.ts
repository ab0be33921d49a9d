import { browserClock, type Clock } from '../../live/clock'
import type { JitsiOffer } from '../../live/protocol'
import { isLibrary } from './names'
import { startOlm } from './olm'
import { trustedLibrary } from './trusted'
import type { JitsiMeetJS } from './types'

/** `elsewhere`: not of the deployment of the offer. `wrong`: it came, and is not the library that we know. */
export type LibraryProblem = 'elsewhere' | 'unreachable' | 'late' | 'wrong'

export class LibraryError extends Error {
  constructor(readonly problem: LibraryProblem) {
    super(`lib-jitsi-meet: ${problem}`)
  }
}

const DEADLINE_MS = 8_000
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

let known: { readonly url: string; readonly library: Promise<JitsiMeetJS> } | null = null

/** The library of the deployment: loaded once for each page. After a failure the next call tries anew. */
export function loadLibrary(
  offer: Pick<JitsiOffer, 'library' | 'integrity' | 'serviceUrl'>,
  clock: Clock = browserClock,
): Promise<JitsiMeetJS> {
  if (!isOfDeployment(offer)) return Promise.reject(new LibraryError('elsewhere'))
  if (known) {
    // Two libraries in one page would take each other's place.
    return known.url === offer.library ? known.library : Promise.reject(new LibraryError('elsewhere'))
  }
  const library = fetchScript(offer.library, offer.integrity, clock)
    .then(() => startOlm(clock))
    .then(prepared)
  const mine = { url: offer.library, library }
  known = mine
  library.catch(() => {
    if (known === mine) known = null
  })
  return library
}

/** For tests alone: a new page. */
export function forgetLibrary(): void {
  known = null
}

/** The script is of the very host that the pass is for, and comes over a line that nobody can write on. */
export function isOfDeployment({ library, serviceUrl }: Pick<JitsiOffer, 'library' | 'serviceUrl'>): boolean {
  const script = address(library)
  const service = address(serviceUrl)
  if (!script || !service || script.host !== service.host) return false
  if (script.protocol === 'https:') return service.protocol === 'wss:'
  return script.protocol === 'http:' && service.protocol === 'ws:' && LOOPBACK.includes(script.hostname)
}

function address(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

function fetchScript(url: string, integrity: string | undefined, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    const settle = (problem: LibraryProblem | null): void => {
      stop()
      script.onload = script.onerror = null
      if (problem === null) return resolve()
      script.remove()
      reject(new LibraryError(problem))
    }
    const stop = clock.after(DEADLINE_MS, () => settle('late'))
    try {
      script.src = trustedLibrary(url)
    } catch {
      return settle('elsewhere')
    }
    script.referrerPolicy = 'no-referrer'
    if (integrity) {
      script.integrity = integrity
      script.crossOrigin = 'anonymous'
    }
    script.onload = () => settle(null)
    script.onerror = () => settle('unreachable')
    document.head.append(script)
  })
}

function prepared(): JitsiMeetJS {
  const found = (window as { JitsiMeetJS?: Partial<JitsiMeetJS> }).JitsiMeetJS
  if (!found || !isLibrary(found)) throw new LibraryError('wrong')
  try {
    found.setLogLevel(found.logLevels.ERROR)
    found.init({
      disableThirdPartyRequests: true,
      enableAnalyticsLogging: false,
      enableWindowOnErrorHandler: false,
      // It would keep an id of this browser for ever.
      externalStorage: forgetfulStorage(),
    })
  } catch {
    throw new LibraryError('wrong')
  }
  return found
}

function forgetfulStorage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}
