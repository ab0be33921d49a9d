import { mount, unmount } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Services } from '../../app/services'
import { LANGUAGES, settings, type Language } from '../../app/settings.svelte'
import { ApiProblem, type Program } from '../../live/api'
import Programs from './Programs.svelte'

const evening: Program = { id: 'a', name: 'Evening IOP', role: 'lead', media: { e2ee: false } }
const aftercare: Program = { id: 'b', name: 'Aftercare', role: 'counselor', media: { e2ee: true } }

const api = {
  programs: vi.fn<Services['api']['programs']>(),
  chooseProgramMedia: vi.fn<Services['api']['chooseProgramMedia']>(),
}
const onsignedout = vi.fn()

let stop: () => void = () => undefined
beforeEach(() => {
  for (const call of Object.values(api)) call.mockReset()
  onsignedout.mockReset()
  settings.set({ language: 'en' })
})
afterEach(() => stop())

function open(): void {
  const app = mount(Programs, {
    target: document.body,
    props: { api: api as unknown as Services['api'], onsignedout },
  })
  stop = () => {
    void unmount(app)
    document.body.replaceChildren()
  }
}

const box = (): Promise<HTMLInputElement> =>
  vi.waitFor(() => {
    const found = document.querySelector<HTMLInputElement>('[data-test=e2ee]')
    if (!found) throw new Error('no switch')
    return found
  })
const shows = (words: string): Promise<void> => vi.waitFor(() => expect(document.body.textContent).toContain(words))

describe('the programs of somebody who works for them', () => {
  it('has a switch for the one they lead, with its name and what follows from it', async () => {
    api.programs.mockResolvedValue([aftercare, evening])
    open()
    const it = await box()
    expect(document.querySelectorAll('[data-test=e2ee]')).toHaveLength(1)
    expect(it.getAttribute('role')).toBe('switch')
    expect(it.labels?.[0]?.textContent).toContain('Ask for end-to-end encryption')
    const hint = document.getElementById(it.getAttribute('aria-describedby') ?? '')
    expect(hint?.textContent).toContain('sessions that begin from now on')
    const group = it.closest('[role=group]')
    expect(document.getElementById(group?.getAttribute('aria-labelledby') ?? '')?.textContent).toBe('Evening IOP')
    expect(document.querySelector('[data-test=e2ee-state]')?.textContent).toContain('asks for end-to-end')
  })

  it.each([
    ['en', 'between each browser and the media server only', /encryption[^.]* is on/],
    ['es', 'solo entre cada navegador y el servidor de medios', /cifrado[^.]* está activado/],
  ] as const)('says what Jitsi cannot do, and nowhere that it does it: %s', async (language, truth, claim) => {
    settings.set({ language })
    api.programs.mockResolvedValue([{ ...evening, media: { e2ee: true } }, aftercare])
    open()
    const it = await box()
    expect(it.checked).toBe(true)
    expect(document.getElementById(it.getAttribute('aria-describedby') ?? '')?.textContent).toContain(truth)
    expect(document.body.textContent).not.toMatch(claim)
  })

  it('is saved, and said to be', async () => {
    api.programs.mockResolvedValue([evening])
    api.chooseProgramMedia.mockResolvedValue({ e2ee: true })
    open()
    const it = await box()
    expect(it.checked).toBe(false)
    it.click()
    await shows('Saved.')
    expect(api.chooseProgramMedia).toHaveBeenCalledWith('a', true)
    expect(it.checked).toBe(true)
  })

  it('shows what holds where it could not be saved, and says so', async () => {
    api.programs.mockResolvedValue([evening])
    api.chooseProgramMedia.mockRejectedValueOnce(new ApiProblem(0, 'unavailable', ''))
    open()
    const it = await box()
    it.click()
    await shows('That was not saved')
    expect(it.checked).toBe(false)
    expect(document.querySelector('[role=alert]')).not.toBeNull()
    api.chooseProgramMedia.mockResolvedValueOnce({ e2ee: true })
    it.click()
    await shows('Saved.')
    expect(document.querySelector('[role=alert]')).toBeNull()
  })

  it('says beside the program what was not saved, and lets one be saved at a time', async () => {
    api.programs.mockResolvedValue([evening, { ...aftercare, role: 'lead' }])
    let refuse: (problem: ApiProblem) => void = () => undefined
    api.chooseProgramMedia.mockReturnValue(new Promise((_, reject) => (refuse = reject)))
    open()
    await box()
    const [first, second] = [...document.querySelectorAll<HTMLInputElement>('[data-test=e2ee]')]
    first?.click()
    await vi.waitFor(() => expect(second?.disabled).toBe(true))
    expect(first?.disabled).toBe(false)
    refuse(new ApiProblem(0, 'unavailable', ''))
    await shows('That was not saved')
    expect(document.querySelector('[role=alert]')?.closest('[role=group]')).toBe(first?.closest('[role=group]'))
    expect(second?.disabled).toBe(false)
  })

  it('takes one choice after the other', async () => {
    api.programs.mockResolvedValue([evening])
    let answer: (media: { e2ee: boolean }) => void = () => undefined
    api.chooseProgramMedia.mockReturnValue(new Promise((resolve) => (answer = resolve)))
    open()
    const it = await box()
    it.click()
    it.click()
    expect(api.chooseProgramMedia).toHaveBeenCalledTimes(1)
    answer({ e2ee: true })
    await shows('Saved.')
    expect(it.checked).toBe(true)
  })

  it('offers another try where they could not be loaded, and nothing where there are none', async () => {
    api.programs.mockRejectedValueOnce(new ApiProblem(0, 'unavailable', '')).mockResolvedValueOnce([])
    open()
    await shows('We cannot reach the server')
    document.querySelector('button')?.click()
    await vi.waitFor(() => expect(document.body.textContent.trim()).toBe(''))
  })

  it('sends whoever is signed out to the sign-in', async () => {
    api.programs.mockRejectedValueOnce(new ApiProblem(401, 'not-signed-in', ''))
    open()
    await vi.waitFor(() => expect(onsignedout).toHaveBeenCalledTimes(1))
    expect(document.querySelector('[role=alert]')).toBeNull()
  })

  it.each(Object.keys(LANGUAGES) as Language[])('speaks %s', async (language) => {
    settings.set({ language })
    api.programs.mockResolvedValue([evening])
    open()
    expect((await box()).labels?.[0]?.textContent.trim()).toBe(LANGUAGES[language].programs.e2ee)
  })
})
