import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FakeDeployment, FakeJitsiConnection } from './fake-jitsi'
import { forgetLibrary, isOfDeployment, loadLibrary } from './library'

const offer = {
  library: 'https://meet.example/libs/lib-jitsi-meet.min.js',
  serviceUrl: 'wss://meet.example/xmpp-websocket',
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const scripts = () => [...document.head.querySelectorAll('script')]
const script = () => scripts().at(-1) as HTMLScriptElement
const comes = (library: unknown = new FakeDeployment().library()) => {
  Object.assign(window, { JitsiMeetJS: library })
  script().onload?.(new Event('load'))
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  forgetLibrary()
  document.head.replaceChildren()
  delete (window as { JitsiMeetJS?: unknown }).JitsiMeetJS
  delete (window as { Olm?: unknown }).Olm
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('where it comes from', () => {
  test.each([
    ['https://meet.example/a.js', 'wss://meet.example/x', true],
    ['https://meet.example:8443/a.js', 'wss://meet.example:8443/x', true],
    ['https://meet.example:8443/a.js', 'wss://meet.example/x', false],
    ['https://evil.example/a.js', 'wss://meet.example/x', false],
    ['https://meet.example.evil.example/a.js', 'wss://meet.example/x', false],
    ['http://meet.example/a.js', 'ws://meet.example/x', false],
    ['http://localhost:8000/a.js', 'ws://localhost:8000/x', true],
    ['https://meet.example/a.js', 'ws://meet.example/x', false],
    ['data:text/javascript,1', 'wss://meet.example/x', false],
    ['/a.js', 'wss://meet.example/x', false],
  ])('%s with %s: %s', (library, serviceUrl, right) => {
    expect(isOfDeployment({ library, serviceUrl })).toBe(right)
  })

  test('no script at all is made for another host', async () => {
    await expect(loadLibrary({ ...offer, library: 'https://evil.example/a.js' })).rejects.toMatchObject({
      problem: 'elsewhere',
    })
    expect(scripts()).toEqual([])
  })

  test('with the integrity that was configured, and without where none was', async () => {
    const loading = loadLibrary({ ...offer, integrity: 'sha384-abc' })
    expect(script()).toMatchObject({ integrity: 'sha384-abc', crossOrigin: 'anonymous', src: offer.library })
    comes()
    await loading
    forgetLibrary()
    const plain = loadLibrary(offer)
    expect(script().crossOrigin).toBeNull()
    comes()
    await plain
  })
})

describe('loading', () => {
  test('once for each page', async () => {
    const first = loadLibrary(offer)
    const second = loadLibrary(offer)
    comes()
    expect(await first).toBe(await second)
    await loadLibrary(offer)
    expect(scripts()).toHaveLength(1)
  })

  test('another deployment in the same page is refused', async () => {
    const loading = loadLibrary(offer)
    comes()
    await loading
    const other = { library: 'https://other.example/a.js', serviceUrl: 'wss://other.example/x' }
    await expect(loadLibrary(other)).rejects.toMatchObject({ problem: 'elsewhere' })
  })

  test('out of reach: said at once, and tried anew the next time', async () => {
    const loading = loadLibrary(offer)
    script().onerror?.(new Event('error'))
    await expect(loading).rejects.toMatchObject({ problem: 'unreachable' })
    expect(scripts()).toEqual([])
    const again = loadLibrary(offer)
    comes()
    await expect(again).resolves.toBeDefined()
  })

  test('no answer: said after the deadline, and what comes later is not taken', async () => {
    const loading = loadLibrary(offer)
    const late = script()
    const told = expect(loading).rejects.toMatchObject({ problem: 'late' })
    await after(8_000)
    await told
    expect(late.onload).toBeNull()
    expect(scripts()).toEqual([])
  })

  test.each([
    ['nothing', null],
    ['another thing of that name', { init: () => undefined }],
    ['one that lacks what we need', { ...new FakeDeployment().library(), JitsiConnection: undefined }],
    ['one whose events have other names', { ...new FakeDeployment().library(), events: {} }],
    [
      'one that breaks at its start',
      {
        ...new FakeDeployment().library(),
        init: () => {
          throw new Error('broken')
        },
      },
    ],
  ])('a wrong library: %s', async (_what, library) => {
    const loading = loadLibrary(offer)
    comes(library)
    await expect(loading).rejects.toMatchObject({ problem: 'wrong' })
  })

  // What the fake has, and not what is looked for: these rows are to find what is not.
  const whole = new FakeDeployment().library()
  const groups = [
    ...Object.entries(whole.events).map(([group, names]) => ['events', group, names] as const),
    ...Object.entries(whole.errors).map(([group, names]) => ['errors', group, names] as const),
  ]
  const rows = groups.flatMap(([kind, group, names]) => Object.keys(names).map((name) => [kind, group, name] as const))
  test.each(rows)('a release without %s.%s.%s', async (kind, group, name) => {
    const { [kind]: all } = whole as unknown as Record<string, Record<string, object>>
    const loading = loadLibrary(offer)
    comes({ ...whole, [kind]: { ...all, [group]: { ...all?.[group], [name]: undefined } } })
    await expect(loading).rejects.toMatchObject({ problem: 'wrong' })
  })

  test.each(Object.keys(whole))('a release without %s', async (name) => {
    const loading = loadLibrary(offer)
    comes({ ...whole, [name]: undefined })
    await expect(loading).rejects.toMatchObject({ problem: 'wrong' })
  })

  test.each(['addEventListener', 'connect', 'disconnect', 'initJitsiConference'])(
    'a release whose connections have no %s',
    async (name) => {
      class Connection extends FakeJitsiConnection {}
      Object.assign(Connection.prototype, { [name]: undefined })
      const loading = loadLibrary(offer)
      comes({ ...whole, JitsiConnection: Connection })
      await expect(loading).rejects.toMatchObject({ problem: 'wrong' })
    },
  )

  test.each<[string, boolean, () => Promise<unknown>]>([
    ['starts: it stays', true, async () => undefined],
    ['does not start: there is none', false, async () => Promise.reject(new Error('WebAssembly'))],
    ['breaks: there is none', false, () => (undefined as unknown as () => Promise<unknown>)()],
    ['says nothing: there is none', false, () => new Promise(() => undefined)],
  ])('Olm comes along, and %s', async (_what, stays, init) => {
    const olm = { init }
    const loading = loadLibrary(offer)
    Object.assign(window, { Olm: olm })
    comes()
    await after(3_000)
    await loading
    expect((window as { Olm?: unknown }).Olm).toBe(stays ? olm : undefined)
  })

  test('it logs errors alone, asks no third party, and keeps nothing in this browser', async () => {
    const library = { ...new FakeDeployment().library(), init: vi.fn(), setLogLevel: vi.fn() }
    const loading = loadLibrary(offer)
    comes(library)
    await loading
    expect(library.setLogLevel).toHaveBeenCalledWith('error')
    const [options] = library.init.mock.calls[0] as [{ externalStorage: Storage }]
    expect(options).toMatchObject({ disableThirdPartyRequests: true, enableAnalyticsLogging: false })
    options.externalStorage.setItem('jitsiMeetId', 'x')
    expect(options.externalStorage.getItem('jitsiMeetId')).toBe('x')
    expect(localStorage.getItem('jitsiMeetId')).toBeNull()
  })
})
