import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { announcer, BATCH_MS } from '../../app/announcer.svelte'
import type { Services } from '../../app/services'
import { settings } from '../../app/settings.svelte'
import { FakeResizeObserver } from '../../dev/fake-page'
import { FakeLive, fakeRoom, fakeSeat } from '../../dev/fake-live'
import { FakeStream } from '../../media/testing'
import Join from './Join.svelte'

let stop: (() => void) | null = null
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaStream', FakeStream)
  vi.stubGlobal('scrollTo', () => undefined)
  vi.stubGlobal('ResizeObserver', FakeResizeObserver)
  settings.set({ language: 'en', announce: true })
})
afterEach(() => {
  stop?.()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('tells nothing of a room that was left, but why it was', async () => {
  const live = new FakeLive(fakeRoom([fakeSeat(0), fakeSeat(2)]), 's0')
  const services = {
    openLive: () => live,
    makeEngine: () => {
      throw new Error('no WebRTC here')
    },
    devices: {
      openDevices: () => new Promise(() => undefined),
      listDevices: async () => ({ microphones: [], cameras: [], speakers: [] }),
      watchDevices: () => () => undefined,
    },
  } as unknown as Services
  const me = { id: 'p', name: 'Maren', role: 'lead', roles: ['lead'] }
  const app = mount(Join, {
    target: document.body,
    props: { services, me, sessionId: 'x', onsignedout: () => undefined },
  })
  stop = () => {
    void unmount(app)
    document.body.replaceChildren()
  }
  flushSync()
  document.querySelector<HTMLElement>('[data-test=device-join-none]')?.click()
  await vi.advanceTimersByTimeAsync(BATCH_MS)
  expect(announcer.polite).not.toBe('')
  live.room({ seats: [...(live.state.room?.seats ?? []), fakeSeat(3)] })
  live.distress('s2')
  await vi.advanceTimersByTimeAsync(0)
  expect(announcer.assertive).toContain(fakeSeat(2).name)
  live.set({ connection: 'over', ending: { kind: 'bye', reason: 'removed' } })
  await vi.advanceTimersByTimeAsync(2 * BATCH_MS)
  expect(announcer.polite).toBe('')
  expect(announcer.assertive).toBe(settings.text.ended.removedHeading)
})
