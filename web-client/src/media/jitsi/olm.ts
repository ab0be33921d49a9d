import type { Clock } from '../../live/clock'

interface OlmPage {
  Olm?: { init(): Promise<unknown> } | undefined
}

const DEADLINE_MS = 3_000

/** Whether what the deployment had us load brought Olm along, and it works. */
export const hasOlm = (): boolean => (window as OlmPage).Olm !== undefined

/**
 * The library takes the mere presence of Olm for a promise. One that does not start (it may want WebAssembly, which our
 * pages do not let run) is taken away, so that nobody believes in an encryption that is not there.
 */
export async function startOlm(clock: Clock): Promise<void> {
  const page = window as OlmPage
  const { Olm } = page
  if (!Olm) return
  let stop = (): void => undefined
  const late = new Promise((_, reject) => (stop = clock.after(DEADLINE_MS, () => reject(new Error('late')))))
  try {
    await Promise.race([Olm.init(), late])
  } catch {
    page.Olm = undefined
  }
  stop()
}
