import { untrack } from 'svelte'
import type { LiveView } from '../../app/live-view.svelte'
import { passes, Retry } from '../../app/retry'

/** A judgement that holds this long is no passing dip. */
const HELD_MS = 2_000

/** Tells the others our judgement of our network, once it has held for a moment. Called once, as the room is set up. */
export function reportsQuality(view: LiveView, judgement: () => number | null): void {
  let tries = $state(0)
  const retry = new Retry(() => (tries += 1))
  const now = $derived(judgement())

  async function tell(quality: number): Promise<void> {
    if (!view.own || view.own.quality === quality) return
    const result = await view.send({ type: 'update', quality })
    if (result === 'ok') retry.done()
    else if (passes(result)) retry.later(`${quality}`)
  }

  $effect(() => {
    const quality = now
    void tries
    if (quality === null || view.state.connection !== 'joined') return untrack(() => retry.done())
    const timer = setTimeout(() => void tell(quality), HELD_MS)
    return () => clearTimeout(timer)
  })
  $effect(() => () => retry.done())
}
