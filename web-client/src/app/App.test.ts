import { mount, unmount } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiProblem, type Me } from '../live/api'
import App from './App.svelte'
import { router } from './router.svelte'
import type { Services } from './services'
import { settings } from './settings.svelte'

const ana: Me = { id: 'p', name: 'Ana', role: 'participant', roles: ['participant'] }
const signedOut = new ApiProblem(401, 'not-signed-in', '')
const offline = new ApiProblem(0, 'unavailable', '')

const api = {
  me: vi.fn<Services['api']['me']>(),
  signIn: vi.fn<Services['api']['signIn']>(),
  signOut: vi.fn<Services['api']['signOut']>(),
  sessions: vi.fn<Services['api']['sessions']>(),
  attendance: vi.fn<Services['api']['attendance']>(),
  programs: vi.fn<Services['api']['programs']>(),
  chooseProgramMedia: vi.fn<Services['api']['chooseProgramMedia']>(),
}

let stop: (() => void) | null = null
beforeEach(() => {
  for (const call of Object.values(api)) call.mockReset()
  api.sessions.mockResolvedValue([])
  settings.set({ language: 'en' })
  vi.stubGlobal('scrollTo', () => undefined)
})
afterEach(() => {
  stop?.()
  vi.unstubAllGlobals()
})

function open(): void {
  router.route = { page: 'home' }
  const app = mount(App, { target: document.body, props: { services: { api } as unknown as Services } })
  stop = () => {
    void unmount(app)
    document.body.replaceChildren()
  }
}

const shows = (words: string): Promise<void> => vi.waitFor(() => expect(document.body.textContent).toContain(words))
const button = (words: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll('button')].find((each) => each.textContent.trim() === words)

function signIn(): void {
  for (const [test, value] of [
    ['sign-in-email', 'ana@demo.evenkeel'],
    ['sign-in-password', 'even keel demo'],
  ]) {
    const field = document.querySelector<HTMLInputElement>(`[data-test=${test}]`)
    if (!field) throw new Error(`no ${test}`)
    field.value = value ?? ''
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  document.querySelector<HTMLButtonElement>('[data-test=sign-in-submit]')?.click()
}

describe('who is here', () => {
  it('says signed out only when the server was reached', async () => {
    api.me.mockResolvedValue(ana)
    api.signOut.mockRejectedValueOnce(offline)
    open()
    await shows('Hello, Ana')
    button('Sign out')?.click()
    await shows('You are still signed in')
    expect(document.querySelector('[data-test=sign-in-submit]')).toBeNull()
    api.signOut.mockResolvedValueOnce(undefined)
    button('Sign out')?.click()
    await shows('Sign in to see your sessions')
  })

  it('is out where the server says that it was out already', async () => {
    api.me.mockResolvedValue(ana)
    api.signOut.mockRejectedValueOnce(signedOut)
    open()
    await shows('Hello, Ana')
    button('Sign out')?.click()
    await shows('Sign in to see your sessions')
  })

  it('says so when the network goes right after the sign-in, and goes on with a tap', async () => {
    api.me.mockRejectedValueOnce(signedOut).mockRejectedValueOnce(offline).mockResolvedValueOnce(ana)
    api.signIn.mockResolvedValue(ana)
    open()
    await shows('Sign in to see your sessions')
    signIn()
    await shows('We cannot reach the server')
    button('Try again')?.click()
    await shows('Hello, Ana')
  })

  it('says so when the browser does not keep the cookie', async () => {
    api.me.mockRejectedValue(signedOut)
    api.signIn.mockResolvedValue(ana)
    open()
    await shows('Sign in to see your sessions')
    signIn()
    await shows('Something did not work on our side')
  })

  it('names the kind of page in the title, and nobody', async () => {
    api.me.mockResolvedValue(ana)
    open()
    await shows('Hello, Ana')
    await vi.waitFor(() => expect(document.title).toBe('Your sessions · Evenkeel'))
  })
})
