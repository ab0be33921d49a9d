/** What jsdom lacks: it lays nothing out, so nothing is ever measured. */
export class FakeResizeObserver {
  observe = (): void => undefined
  unobserve = (): void => undefined
  disconnect = (): void => undefined
}
