import { untrack } from 'svelte'
import { DeviceSync } from '../../app/device-sync'
import type { LiveView } from '../../app/live-view.svelte'
import type { LocalMedia } from '../../app/local-media.svelte'
import { settings } from '../../app/settings.svelte'

/**
 * Keeps our devices and our seat in step: the seat says what our devices do, and where a counselor turned one off,
 * ours follows. While the room is frozen no sound goes out. Called once, while the room's screen is set up.
 */
export function devicesFollow(view: LiveView, local: LocalMedia, note: (words: string) => void): void {
  const sync = new DeviceSync()
  const frozen = (): boolean => view.state.room?.frozen ?? false

  $effect(() => {
    const seat = view.own
    const wish = local.wish
    if (view.state.connection !== 'joined' || !seat) return
    untrack(() => {
      const words = settings.text.room
      const { tell, turnedOff } = sync.judge(seat, wish)
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
      if (tell) {
        void view.send({ type: 'update', ...tell }).then((result) => {
          if (result !== 'not-allowed') return
          // Not allowed to be heard or seen now: then our devices are off, not on in vain. The voice goes first, since
          // a frozen room refuses it alone; what is left is told again.
          if (tell.audio === 'on') void local.microphone(false)
          else if (tell.video === 'on') void local.camera(false)
          else if (tell.screen === 'on') void local.share(false)
        })
      }
    })
  })

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
