import { untrack } from 'svelte'
import { agrees, DeviceSync, type Wish } from '../../app/device-sync'
import type { LiveView } from '../../app/live-view.svelte'
import type { LocalMedia } from '../../app/local-media.svelte'
import { passes, Retry } from '../../app/retry'
import { settings } from '../../app/settings.svelte'

/**
 * Keeps our devices and our seat in step: the seat says what our devices do, and where a counselor turned one off,
 * ours follows. While the room is frozen no sound goes out. Called once, while the room's screen is set up.
 */
export function devicesFollow(view: LiveView, local: LocalMedia, note: (words: string) => void): void {
  const sync = new DeviceSync()
  const frozen = (): boolean => view.state.room?.frozen ?? false
  /** Grows where seat and devices are to be compared although neither of them changed. */
  let looks = $state(0)
  const retry = new Retry(() => (looks += 1))

  async function tell(words: Partial<Wish>): Promise<void> {
    const result = await view.update(words)
    if (typeof result === 'number') {
      sync.answered(words, result)
      retry.done()
      // The seat may have shown it before the answer came.
      looks += 1
      return
    }
    sync.answered(words, null)
    if (passes(result)) retry.later(JSON.stringify(words))
    if (result !== 'not-allowed') return
    // Not allowed to be heard or seen now: then our devices are off, not on in vain. The voice goes first, since
    // a frozen room refuses it alone; what is left is told again.
    if (words.audio === 'on') void local.microphone(false)
    else if (words.video === 'on') void local.camera(false)
    else if (words.screen === 'on') void local.share(false)
  }

  $effect(() => {
    const seat = view.own
    const wish = local.wish
    void looks
    // What was under way is refused with the connection, and compared anew with the next one.
    if (view.state.connection !== 'joined' || !seat) return untrack(() => retry.done())
    untrack(() => {
      if (agrees(seat, wish)) retry.done()
      const words = settings.text.room
      const { tell: news, turnedOff } = sync.judge(seat, wish)
      if (turnedOff.includes('audio')) {
        void local.microphone(false)
        if (!frozen()) note(words.hostMuted)
      }
      if (turnedOff.includes('video')) {
        void local.camera(false)
        note(words.hostStoppedVideo)
      }
      if (turnedOff.includes('screen')) {
        void local.share(false)
        note(words.hostStoppedScreen)
      }
      if (news) void tell(news)
    })
  })
  $effect(() => () => retry.done())

  let wasFrozen = false
  $effect(() => {
    const now = frozen()
    untrack(() => {
      if (now) local.hold(true)
      else if (wasFrozen) {
        local.hold(false)
        note(settings.text.room.unfrozen)
      }
      wasFrozen = now
    })
  })
}
