import { onDestroy, untrack } from 'svelte'
import type { Announcer } from '../../app/announcer.svelte'
import type { LiveView } from '../../app/live-view.svelte'
import { settings } from '../../app/settings.svelte'
import { narrate, type Look } from './narrate'

/** Tells screen readers what happens in the room. Called once, while the room's screen is set up. */
export function tells(view: LiveView, to: Announcer): void {
  let wasLost = false
  $effect(() => {
    const now = view.state.connection === 'lost'
    untrack(() => {
      // An alert: whoever has switched the comings and goings off still has to know that nobody hears them.
      if (now) to.alert(settings.text.lost.banner)
      else if (wasLost) to.alert(settings.text.lost.back)
      wasLost = now
    })
  })

  let look: Look | null = null
  $effect(() => {
    const { room } = view.state
    if (!room) return
    const next = { room, admitted: view.admitted }
    untrack(() => narrate(look, next, view.state.seatId, to, settings.text))
    look = next
  })

  let told = 0
  $effect(() => {
    const fresh = view.alerts.filter((alert) => alert.key > told)
    if (fresh.length === 0) return
    told = Math.max(...fresh.map((alert) => alert.key))
    untrack(() => {
      const { text } = settings
      // In one go: the second of two alerts would take the first one's place before it is read.
      to.alert(fresh.map(({ name }) => text.distress.alert(name || text.chat.someone)).join('. '))
    })
  })

  $effect(() => {
    if (!view.leads || !view.stranger) return
    untrack(() => to.alert(settings.text.stranger.now))
  })

  // By id, not by number: an evening's first lines are dropped when there are too many.
  let heard = untrack(() => view.lines.at(-1)?.id)
  $effect(() => {
    const { lines } = view
    const fresh = lines.slice(lines.findIndex((line) => line.id === heard) + 1)
    heard = lines.at(-1)?.id
    untrack(() => {
      const { text } = settings
      for (const line of fresh) {
        if (line.from === view.state.seatId) continue
        const name = view.nameOf(line.from) ?? text.chat.someone
        to.say(line.to === 'room' ? text.chat.now(name) : text.chat.newPrivate(name))
      }
    })
  })

  to.say(settings.text.announce.admitted)
  onDestroy(() => to.clear())
}
