import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiProblem, attendance, chooseProgramMedia, me, programs, sessions, signIn, signOut, ticket } from './api'
import { forgetSeats } from './resume-store'
import { FakeStorage } from './testing'

const fetching = vi.fn<typeof fetch>()

beforeEach(() => {
  fetching.mockReset()
  vi.stubGlobal('fetch', fetching)
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const answers = (status: number, body: unknown) =>
  fetching.mockResolvedValue(
    new Response(body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body), {
      status,
    }),
  )
const failure = (call: Promise<unknown>) => call.then(() => undefined).catch((error: unknown) => error)

describe('calls', () => {
  test('carry the header against forged requests, the cookie of this origin, and a deadline', async () => {
    answers(200, { person: { id: 'p', name: 'Sam', role: 'participant' } })
    expect(await signIn('sam@demo.evenkeel', 'even keel demo')).toEqual({
      id: 'p',
      name: 'Sam',
      role: 'participant',
    })
    const [path, request] = fetching.mock.calls[0] ?? []
    expect(path).toBe('/api/sign-in')
    expect(request).toMatchObject({
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'X-Evenkeel': '1', 'Content-Type': 'application/json' },
      body: '{"email":"sam@demo.evenkeel","password":"even keel demo"}',
    })
    expect(request?.signal).toBeInstanceOf(AbortSignal)
  })

  test('go to the paths of the contract', async () => {
    answers(204, undefined)
    await signOut()
    const sam = { id: 'p', name: 'Sam', role: 'participant', roles: ['participant'], email: 'sam@demo.evenkeel' }
    answers(200, { person: sam })
    expect(await me()).toEqual(sam)
    answers(200, { sessions: [{ id: 's' }] })
    expect(await sessions('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z')).toEqual([{ id: 's' }])
    answers(201, { ticket: 't', expiresAt: 'x', url: '/live' })
    await ticket('s/1')
    answers(200, { sessionId: 's/1', people: [] })
    await attendance('s/1')
    answers(200, { programs: [{ id: 'p/1' }] })
    expect(await programs()).toEqual([{ id: 'p/1' }])
    answers(200, { e2ee: true })
    expect(await chooseProgramMedia('p/1', true)).toEqual({ e2ee: true })
    expect(fetching.mock.calls.at(-1)?.[1]?.body).toBe('{"e2ee":true}')
    expect(fetching.mock.calls.map(([path, request]) => [request?.method, path])).toEqual([
      ['POST', '/api/sign-out'],
      ['GET', '/api/me'],
      ['GET', '/api/sessions?from=2026-01-01T00%3A00%3A00Z&to=2026-01-02T00%3A00%3A00Z'],
      ['POST', '/api/live/tickets'],
      ['GET', '/api/sessions/s%2F1/attendance'],
      ['GET', '/api/programs'],
      ['PUT', '/api/programs/p%2F1/media'],
    ])
    expect(fetching.mock.calls[3]?.[1]?.body).toBe('{"sessionId":"s/1"}')
  })
})

describe('problems', () => {
  test('problem+json gives code and words', async () => {
    answers(422, {
      type: 'urn:evenkeel:problem:bad-fields',
      title: 'Please check',
      status: 422,
      detail: 'Some fields need another look.',
    })
    expect(await failure(me())).toMatchObject({
      status: 422,
      code: 'bad-fields',
      detail: 'Some fields need another look.',
    })
  })

  test.each([
    [401, 'not-signed-in'],
    [403, 'not-allowed'],
    [404, 'not-found'],
    [429, 'rate-limited'],
    [400, 'bad-message'],
    [502, 'unavailable'],
  ])('a %i of a proxy, without JSON, still has a code', async (status, code) => {
    answers(status, '<html>')
    expect(await failure(me())).toMatchObject({ status, code, detail: '' })
  })

  test('no answer at all is unavailable', async () => {
    fetching.mockRejectedValue(new TypeError('fetch failed'))
    const error = await failure(me())
    expect(error).toBeInstanceOf(ApiProblem)
    expect(error).toMatchObject({ status: 0, code: 'unavailable' })
  })

  test('a sign-in page of a public Wi-Fi in the place of our answer is unavailable', async () => {
    answers(200, '<html>Welcome to the café</html>')
    expect(await failure(me())).toMatchObject({ status: 0, code: 'unavailable' })
  })
})

describe('the seats of this tab', () => {
  test('are forgotten at sign-out, even without an answer, and nothing else is', async () => {
    const storage = new FakeStorage()
    storage.setItem('evenkeel.seat.a', '1')
    storage.setItem('evenkeel.seat.b', '2')
    storage.setItem('other', '3')
    vi.stubGlobal('sessionStorage', storage)
    fetching.mockRejectedValue(new TypeError('fetch failed'))
    await failure(signOut())
    expect([...storage.items.keys()]).toEqual(['other'])
  })

  test('a storage that refuses is no trouble', () => {
    const refusing = new FakeStorage()
    refusing.setItem('evenkeel.seat.a', '1')
    refusing.removeItem = () => {
      throw new Error('denied')
    }
    expect(() => forgetSeats(refusing)).not.toThrow()
  })
})
