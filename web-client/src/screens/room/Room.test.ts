import { flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveView } from '../../app/live-view.svelte'
import { LocalMedia } from '../../app/local-media.svelte'
import type { Services } from '../../app/services'
import { settings } from '../../app/settings.svelte'
import { FakeResizeObserver } from '../../dev/fake-page'
import { FakeLive, fakeRoom, fakeSeat } from '../../dev/fake-live'
import { LiveError } from '../../live/live-session'
import type { Seat } from '../../live/protocol'
import type { MediaEngine, MediaState } from '../../media/engine'
import { FakeStream } from '../../media/testing'
import Room from './Room.svelte'

class FakeTrack extends EventTarget {
  enabled = true
  stopped = false
  constructor(readonly kind: string) {
    super()
  }
  stop(): void {
    this.stopped = true
  }
}

beforeAll(() => {
  vi.stubGlobal('ResizeObserver', FakeResizeObserver)
  vi.stubGlobal('MediaStream', FakeStream)
  vi.stubGlobal('scrollTo', () => undefined)
})
beforeEach(() => settings.set({ language: 'en' }))

let stop: (() => void) | null = null
afterEach(() => stop?.())

const noEngine: Services['makeEngine'] = () => {
  throw new Error('no WebRTC here')
}

/** Carries nothing, and judges our network as we say. */
function silentEngine(ownQuality: number) {
  const engine = {
    state: {
      peers: new Map(),
      ownLevel: 0,
      ownSpeaking: false,
      ownQuality,
      ladder: 'full',
      loweredByItself: false,
      overloaded: false,
    } as MediaState,
    subscribe(listener: (state: MediaState) => void) {
      listener(this.state)
      return () => undefined
    },
    seats: vi.fn(),
    offer: vi.fn(),
    local: vi.fn(),
    ladder: vi.fn(),
    front: vi.fn(),
    receive: vi.fn(),
    wake: vi.fn(),
    close: vi.fn(),
    stats: async () => ({}),
  }
  return engine satisfies MediaEngine
}

function enter(seats: Seat[], own: string, makeEngine: Services['makeEngine'] = noEngine) {
  const live = new FakeLive(fakeRoom(seats), own)
  const microphone = new FakeTrack('audio')
  const stream = { getAudioTracks: () => [microphone], getVideoTracks: () => [] } as unknown as MediaStream
  const local = new LocalMedia({} as Services['devices'], { audio: true, video: false }, stream)
  const view = new LiveView(live)
  const services = { makeEngine } as unknown as Services
  const app = mount(Room, {
    target: document.body,
    props: { services, view, local, choice: { audio: true, video: false } },
  })
  stop = () => {
    void unmount(app)
    view.close()
    document.body.replaceChildren()
    stop = null
  }
  flushSync()
  return { live, local, microphone }
}

const find = (test: string): HTMLElement | null => document.querySelector(`[data-test=${test}]`)
const press = async (test: string): Promise<void> => {
  const element = find(test)
  if (!element) throw new Error(`no ${test}`)
  element.click()
  await tick()
  await tick()
}
const shows = (test: string): Promise<HTMLElement> =>
  vi.waitFor(() => {
    const element = find(test)
    if (!element) throw new Error(`no ${test}`)
    return element
  })
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await tick()
}

const me = (change: Partial<Seat> = {}): Seat => fakeSeat(2, { audio: 'off', video: 'off', ...change })

describe('the room', () => {
  it('tells the server that our microphone is on, and follows a counselor who turns it off', async () => {
    const { live, local, microphone } = enter([fakeSeat(0), me()], 's2')
    await settle()
    expect(live.state.room?.seats.find((seat) => seat.id === 's2')?.audio).toBe('on')
    expect(microphone.enabled).toBe(true)
    live.seat('s2', { audio: 'off' })
    await settle()
    expect(microphone.enabled).toBe(false)
    expect(local.micOn).toBe(false)
    expect(find('note')?.textContent).toContain('A counselor turned your microphone off')
  })

  it('does not take the late echo of our own quick off and on for a counselor', async () => {
    const { live, local } = enter([fakeSeat(0), me()], 's2')
    await settle()
    const answers: ((id: number) => void)[] = []
    vi.spyOn(live, 'send').mockImplementation(() => new Promise((resolve) => answers.push(resolve)))
    await press('mic-toggle')
    await press('mic-toggle')
    live.seat('s2', { audio: 'off', rev: 101 })
    await settle()
    answers[0]?.(101)
    await settle()
    expect(local.micOn).toBe(true)
    live.seat('s2', { audio: 'on', rev: 102 })
    answers[1]?.(102)
    await settle()
    expect(answers).toHaveLength(2)
    expect(local.micOn).toBe(true)
    expect(find('note')).toBeNull()
  })

  it.each(['rate-limited', 'unavailable'] as const)(
    'tells its devices again after %s, and not for ever',
    async (code) => {
      vi.useFakeTimers()
      try {
        const { live } = enter([fakeSeat(0), me({ audio: 'on' })], 's2')
        await settle()
        const send = vi.spyOn(live, 'send').mockRejectedValue(new LiveError(code, ''))
        await press('mic-toggle')
        await vi.advanceTimersByTimeAsync(600_000)
        expect(send.mock.calls.length).toBeGreaterThan(5)
        expect(send.mock.calls.length).toBeLessThan(15)
        send.mockRestore()
        // Something new to say is tried anew.
        await press('mic-toggle')
        vi.spyOn(live, 'send').mockRejectedValueOnce(new LiveError(code, ''))
        await press('mic-toggle')
        await vi.advanceTimersByTimeAsync(10_000)
        expect(live.state.room?.seats.find((seat) => seat.id === 's2')?.audio).toBe('off')
      } finally {
        stop?.()
        vi.useRealTimers()
      }
    },
  )

  it('tells its quality again after it did not get through', async () => {
    vi.useFakeTimers()
    try {
      const { live } = enter([fakeSeat(0), me({ audio: 'on' })], 's2', () => silentEngine(2))
      const send = vi.spyOn(live, 'send').mockRejectedValue(new LiveError('rate-limited', ''))
      await vi.advanceTimersByTimeAsync(600_000)
      expect(send.mock.calls.length).toBeGreaterThan(5)
      expect(send.mock.calls.length).toBeLessThan(15)
      live.set({ connection: 'lost' })
      await settle()
      send.mockRestore()
      vi.spyOn(live, 'send').mockRejectedValueOnce(new LiveError('rate-limited', ''))
      live.set({ connection: 'joined' })
      await vi.advanceTimersByTimeAsync(10_000)
      expect(live.state.room?.seats.find((seat) => seat.id === 's2')?.quality).toBe(2)
    } finally {
      stop?.()
      vi.useRealTimers()
    }
  })

  it('gives the engine a later offer, and then wakes it', async () => {
    const engine = silentEngine(4)
    const { live } = enter([fakeSeat(0), me()], 's2', () => engine)
    await settle()
    live.set({ connection: 'lost' })
    await settle()
    engine.offer.mockClear()
    engine.wake.mockClear()
    const media = { engine: 'mesh', iceServers: [{ urls: 'turn:x', credential: 'new' }], comfortablePeers: 5 } as const
    live.set({ connection: 'joined', media })
    await settle()
    expect(engine.offer.mock.calls).toEqual([[media]])
    expect(engine.wake).toHaveBeenCalled()
    expect(engine.offer.mock.invocationCallOrder[0]).toBeLessThan(engine.wake.mock.invocationCallOrder[0] ?? 0)
  })

  it('sends no sound while it is frozen, nor by itself afterwards', async () => {
    const { live, microphone } = enter([fakeSeat(0), me()], 's2')
    await settle()
    live.room({ frozen: true })
    await settle()
    expect(find('frozen')).not.toBeNull()
    expect(microphone.enabled).toBe(false)
    await press('mic-toggle')
    expect(microphone.enabled).toBe(false)
    live.room({ frozen: false })
    await settle()
    expect(find('frozen')).toBeNull()
    expect(microphone.enabled).toBe(false)
    await press('mic-toggle')
    expect(microphone.enabled).toBe(true)
  })

  it('shows the calm screen instead of the chat when it freezes, and keeps the words', async () => {
    const { live } = enter([fakeSeat(0), me()], 's2')
    await press('chat-open')
    const input = find('chat-input') as HTMLTextAreaElement
    input.value = 'half a thought'
    input.dispatchEvent(new Event('input', { bubbles: true }))
    live.room({ frozen: true })
    await shows('frozen')
    expect(find('chat-input')).toBeNull()
    live.room({ frozen: false })
    await settle()
    await press('chat-open')
    expect((find('chat-input') as HTMLTextAreaElement).value).toBe('half a thought')
  })

  it('gives the focus back to the button that opened the chat', async () => {
    enter([fakeSeat(0), me()], 's2')
    await press('chat-open')
    document.querySelector<HTMLElement>('.chat [aria-label="Close chat"]')?.click()
    await vi.waitFor(() => expect(document.activeElement).toBe(find('chat-open')))
  })

  it('gives the focus back to the tile after one dialog followed another', async () => {
    enter([fakeSeat(0), fakeSeat(3)], 's0')
    find('person-menu')?.focus()
    await press('person-menu')
    find('remove')?.focus()
    await press('remove')
    await press('cancel')
    await vi.waitFor(() => expect(document.activeElement).toBe(find('person-menu')))
  })

  it('has an observer write to the counselors alone', async () => {
    enter([fakeSeat(0), me({ role: 'observer' })], 's2')
    expect(find('mic-toggle')).toBeNull()
    await press('chat-open')
    expect((find('chat-to') as HTMLSelectElement).value).toBe('hosts')
  })

  it('turns off what the server does not allow, so that no light is on in vain', async () => {
    const { live, microphone, local } = enter([fakeSeat(0), me()], 's2')
    await settle()
    const camera = new FakeTrack('video')
    vi.spyOn(live, 'send').mockRejectedValue(new LiveError('not-allowed', ''))
    local.video = camera as unknown as MediaStreamTrack
    await vi.waitFor(() => expect(camera.stopped).toBe(true))
    expect(local.video).toBeNull()
    expect(microphone.enabled).toBe(true)
  })

  it('shows the banner as soon as the connection is lost, and keeps the people on the screen', async () => {
    const { live } = enter([fakeSeat(0), me()], 's2')
    live.set({ connection: 'lost' })
    await settle()
    expect(find('banner')).not.toBeNull()
    expect(document.querySelectorAll('[data-test=tile]')).toHaveLength(2)
    live.set({ connection: 'joined' })
    await settle()
    expect(find('banner')).toBeNull()
  })

  it('says that counselors know only when one could have seen it', async () => {
    const { live } = enter([fakeSeat(0), me()], 's2')
    await press('distress')
    await shows('distress-seen')
    const send = vi.spyOn(live, 'send').mockRejectedValue(new LiveError('unavailable', ''))
    await press('distress')
    expect((await shows('distress-failed')).textContent).toContain('988')
    expect(find('distress-seen')).toBeNull()
    live.seat('s0', { state: 'reconnecting' })
    await press('distress')
    expect((await shows('distress-nobody')).textContent).toContain('988')
    send.mockRestore()
    await press('distress')
    await shows('distress-seen')
  })

  it('gives a counselor the waiting list and a participant none', async () => {
    const waiting = fakeSeat(5, { state: 'waiting' })
    const { live } = enter([fakeSeat(0), fakeSeat(2), waiting], 's0')
    expect(find('waiting-entry')?.dataset.name).toBe(waiting.name)
    await press('admit')
    await settle()
    expect(live.state.room?.seats.find((seat) => seat.id === 's5')?.state).toBe('present')
    stop?.()
    enter([fakeSeat(0), me(), waiting], 's2')
    expect(find('waiting-entry')).toBeNull()
    expect(find('person-menu')).toBeNull()
    expect(find('end-session')).toBeNull()
  })

  it('removes somebody only after a yes, and bans only when told to', async () => {
    const { live } = enter([fakeSeat(0), fakeSeat(3)], 's0')
    const send = vi.spyOn(live, 'send')
    await press('person-menu')
    await press('remove')
    expect(send).not.toHaveBeenCalledWith(expect.objectContaining({ type: 'remove' }))
    await press('confirm')
    expect(send).toHaveBeenCalledWith({ type: 'remove', seatId: 's3' })
    stop?.()
    const again = enter([fakeSeat(0), fakeSeat(3)], 's0')
    const sent = vi.spyOn(again.live, 'send')
    await press('person-menu')
    await press('remove')
    document.querySelector<HTMLInputElement>('[role=alertdialog] input[type=checkbox]')?.click()
    await press('confirm')
    expect(sent).toHaveBeenCalledWith({ type: 'remove', seatId: 's3', ban: true })
  })

  it('keeps a private line private when it cannot be delivered', async () => {
    const { live } = enter([fakeSeat(0), me()], 's2')
    await press('chat-open')
    const to = find('chat-to') as HTMLSelectElement
    to.value = 'hosts'
    to.dispatchEvent(new Event('change', { bubbles: true }))
    const input = find('chat-input') as HTMLTextAreaElement
    input.value = 'only for you'
    input.dispatchEvent(new Event('input', { bubbles: true }))
    const send = vi.spyOn(live, 'send').mockRejectedValue(new LiveError('not-allowed', ''))
    await press('chat-send')
    await settle()
    expect(send.mock.calls.filter(([command]) => command.type === 'chat')).toEqual([
      [{ type: 'chat', to: 'hosts', text: 'only for you' }],
    ])
    expect(input.value).toBe('only for you')
    expect(document.querySelector('.chat [role=alert]')?.textContent).toContain('not shown to anyone else')
  })

  it('tells counselors alone, and calmly, of somebody on the media who has no seat', async () => {
    const { live } = enter([fakeSeat(0), fakeSeat(2)], 's0')
    expect(find('stranger-alert')).toBeNull()
    live.stranger()
    const notice = await shows('stranger-alert')
    expect(notice.textContent).toContain('You need not do anything')
    notice.querySelector('button')?.click()
    await settle()
    expect(find('stranger-alert')).toBeNull()
    // Anew, if it happens anew.
    live.stranger()
    await shows('stranger-alert')
    stop?.()
    const participant = enter([fakeSeat(0), me()], 's2')
    participant.live.stranger()
    await settle()
    expect(find('stranger-alert')).toBeNull()
  })

  it.each([
    ['slow', 'Chat and attendance work meanwhile'],
    ['none', 'Video is not available; chat and attendance work'],
    ['direct', 'go directly between you'],
    ['direct-audio', 'sound only for now'],
    ['not-sent', 'does not reach the others'],
    ['not-encrypted-server', 'between your browser and the media server'],
    ['not-encrypted-here', 'This browser cannot add'],
    ['not-encrypted-all', 'off for everyone'],
  ] as const)('says openly how media travel: %s', async (note, text) => {
    const engine = silentEngine(4)
    engine.state = { ...engine.state, notes: [note] }
    enter([fakeSeat(0), me()], 's2', () => engine)
    const shown = await shows('media-trouble')
    expect(shown.textContent).toContain(text)
    expect(shown.closest('[role=status]')).not.toBeNull()
    shown.querySelector('button')?.click()
    await settle()
    expect(find('media-trouble')).toBeNull()
  })

  it('wakes the media when the connection has come back, and not at each change of the room', async () => {
    const engine = silentEngine(4)
    const { live } = enter([fakeSeat(0), me()], 's2', () => engine)
    await settle()
    const before = engine.wake.mock.calls.length
    live.seat('s0', { quality: 2 })
    await settle()
    expect(engine.wake).toHaveBeenCalledTimes(before)
    live.set({ connection: 'lost' })
    await settle()
    live.set({ connection: 'joined' })
    await settle()
    expect(engine.wake).toHaveBeenCalledTimes(before + 1)
  })

  it('tells the media whom the stage shows large, whenever that is another one', async () => {
    const engine = silentEngine(4)
    const { live } = enter([fakeSeat(0), me(), fakeSeat(3), fakeSeat(4)], 's2', () => engine)
    await settle()
    const shown = (): string | undefined => document.querySelector<HTMLElement>('ul.large li')?.dataset.seatId
    expect(engine.front.mock.calls).toEqual([[null]])
    expect(shown()).toBeUndefined()
    live.room({ spotlight: 's3' })
    await settle()
    expect(engine.front).toHaveBeenLastCalledWith('s3')
    expect(shown()).toBe('s3')
    live.room({ spotlight: 's2' })
    await settle()
    expect(engine.front).toHaveBeenLastCalledWith('s2')
    live.room({ spotlight: null })
    live.seat('s4', { screen: 'on' })
    await settle()
    expect(engine.front).toHaveBeenLastCalledWith('s4')
    expect(shown()).toBe('s4')
    const calls = engine.front.mock.calls.length
    live.seat('s0', { quality: 2 })
    await settle()
    expect(engine.front).toHaveBeenCalledTimes(calls)
    live.seat('s4', { screen: 'off' })
    await settle()
    expect(engine.front).toHaveBeenLastCalledWith(null)
    expect(shown()).toBeUndefined()
  })

  it('asks for a pass over the live connection', async () => {
    const asks: (() => Promise<unknown>)[] = []
    const { live } = enter([fakeSeat(0), me()], 's2', (_offer, _signal, askPass) => {
      asks.push(askPass)
      return silentEngine(4)
    })
    const send = vi.spyOn(live, 'send')
    await asks[0]?.()
    expect(send).toHaveBeenCalledWith({ type: 'media' })
  })

  it('lists hands in their order, and works without sound and picture', () => {
    enter(
      [
        fakeSeat(0),
        me(),
        fakeSeat(3, { hand: '2026-01-01T10:00:02.000Z' }),
        fakeSeat(4, { hand: '2026-01-01T10:00:01.000Z' }),
      ],
      's2',
    )
    const names = [...document.querySelectorAll<HTMLElement>('[data-test=hand-queue-entry]')].map(
      (li) => li.dataset.name,
    )
    expect(names).toEqual([fakeSeat(4).name, fakeSeat(3).name])
    expect(find('media-trouble')?.textContent).toContain('could not start')
  })
})
