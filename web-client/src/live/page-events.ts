/** What the page tells of itself and of the network. */
export interface PageEvents {
  /** `lost`: the browser is sure that there is no network. `look`: something may have changed, look now. */
  listen(listener: (event: 'lost' | 'look') => void): () => void
  online(): boolean
}

export const browserPage: PageEvents = {
  online: () => navigator.onLine !== false,
  listen: (listener) => {
    const stop = new AbortController()
    const { signal } = stop
    addEventListener('offline', () => listener('lost'), { signal })
    addEventListener('online', () => listener('look'), { signal })
    addEventListener('pageshow', () => listener('look'), { signal })
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') listener('look')
      },
      { signal },
    )
    return () => stop.abort()
  },
}
