/** A set of listeners. One that throws is reported, and keeps nothing from the others. */
export class Listeners<A extends unknown[]> {
  private readonly all = new Set<(...args: A) => void>()

  add(listener: (...args: A) => void): () => void {
    this.all.add(listener)
    return () => void this.all.delete(listener)
  }

  tell(...args: A): void {
    for (const listener of [...this.all]) tellOne(listener, ...args)
  }

  clear(): void {
    this.all.clear()
  }
}

/** Calls one listener; what it throws goes to the browser's own error report. */
export function tellOne<A extends unknown[]>(listener: (...args: A) => void, ...args: A): void {
  try {
    listener(...args)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
