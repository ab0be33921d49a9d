/** Time, so that tests can own it. */
export interface Clock {
  /** Milliseconds of the wall clock. */
  now(): number
  /** Runs `action` after `ms`; the answer takes it back. */
  after(ms: number, action: () => void): () => void
}

export const browserClock: Clock = {
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
}

/** Runs `action` each `ms` until the returned way to stop is called; a late one is not made up for. */
export function every(clock: Clock, ms: number, action: () => void): () => void {
  let stop = (): void => undefined
  const next = (): void => {
    stop = clock.after(ms, () => {
      next()
      action()
    })
  }
  next()
  return () => stop()
}
