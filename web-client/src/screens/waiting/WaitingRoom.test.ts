import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LiveView } from '../../app/live-view.svelte'
import { settings } from '../../app/settings.svelte'
import { FakeLive, fakeRoom, fakeSeat } from '../../dev/fake-live'
import { LiveError } from '../../live/live-session'
import { en } from '../../text/en'
import WaitingRoom from './WaitingRoom.svelte'

let stop: (() => void) | null = null
beforeEach(() => {
  settings.set({ language: 'en' })
  vi.stubGlobal('scrollTo', () => undefined)
})
afterEach(() => {
  stop?.()
  vi.unstubAllGlobals()
})

function wait() {
  const live = new FakeLive(fakeRoom([fakeSeat(2, { state: 'waiting' })]), 's2')
  const view = new LiveView(live)
  const app = mount(WaitingRoom, { target: document.body, props: { view } })
  stop = () => {
    void unmount(app)
    view.close()
    document.body.replaceChildren()
  }
  flushSync()
  return live
}

const situation = (): string | null | undefined => document.querySelector('[role=status]')?.textContent

it('promises a place only to somebody who had one', () => {
  const live = wait()
  live.set({ connection: 'lost' })
  flushSync()
  expect(situation()).toBe(en.waiting.lost)
  live.set({ room: null, seatId: null })
  flushSync()
  expect(situation()).toBe(en.waiting.trying)
  live.set({ connection: 'connecting' })
  flushSync()
  expect(situation()).toBe(en.waiting.connecting)
})

it('says that nobody would get the words, and keeps them', async () => {
  const live = wait()
  vi.spyOn(live, 'send').mockRejectedValue(new LiveError('not-allowed', ''))
  const input = document.querySelector('textarea')
  if (!input) throw new Error('no input')
  input.value = 'I am late'
  input.dispatchEvent(new Event('input', { bubbles: true }))
  document.querySelector<HTMLElement>('button[type=submit]')?.click()
  await vi.waitFor(() =>
    expect(document.querySelector('[role=alert]')?.textContent).toContain(en.waiting.noCounselorYet),
  )
  expect(input.value).toBe('I am late')
})
