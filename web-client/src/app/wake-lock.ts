interface Sentinel {
  release(): Promise<void>
}

/** Keeps the screen of a phone on while somebody is in a session; returns the way to stop. */
export function keepAwake(): () => void {
  const lock = (navigator as { wakeLock?: { request(type: 'screen'): Promise<Sentinel> } }).wakeLock
  if (!lock) return () => undefined
  let held: Sentinel | null = null
  let stopped = false
  const ask = async (): Promise<void> => {
    if (stopped || document.visibilityState !== 'visible') return
    try {
      held = await lock.request('screen')
      if (stopped) await held.release()
    } catch {
      // Low battery or a rule of the browser: the session works without.
    }
  }
  // The browser lets go whenever the page is hidden.
  const again = (): void => void ask()
  document.addEventListener('visibilitychange', again)
  void ask()
  return () => {
    stopped = true
    document.removeEventListener('visibilitychange', again)
    held?.release().catch(() => undefined)
  }
}
