import { mount, unmount } from 'svelte'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settings } from '../../app/settings.svelte'
import type { Attendance, AttendanceRow } from '../../live/api'
import Person from './Person.svelte'

const session: Attendance = {
  sessionId: 's',
  startsAt: '2026-03-06T18:00:00.000Z',
  endsAt: '2026-03-06T20:00:00.000Z',
  zone: 'UTC',
  over: true,
  sealed: false,
  people: [],
}
const row: AttendanceRow = {
  personId: 'p',
  name: 'Ana',
  role: 'participant',
  seconds: 7_200,
  firstJoinAt: session.startsAt,
  lastLeaveAt: session.endsAt,
  lateSeconds: 0,
  leftEarlySeconds: 0,
  status: 'attended',
  intervals: [{ from: session.startsAt, to: session.endsAt, endedBy: 'session-end' }],
}

let stop: (() => void) | null = null
beforeEach(() => settings.set({ language: 'en' }))
afterEach(() => stop?.())

function show(onMedia: AttendanceRow['onMedia']): HTMLElement {
  const target = document.body.appendChild(document.createElement('table')).createTBody()
  const app = mount(Person, {
    target,
    props: {
      row: onMedia ? { ...row, onMedia } : row,
      session,
      now: Date.parse(session.endsAt),
      clock: (at: string) => at.slice(11, 16),
      ticks: [],
    },
  })
  stop = () => {
    void unmount(app)
    document.body.replaceChildren()
  }
  return target
}

const label = (shown: HTMLElement) => shown.querySelector('svg')?.getAttribute('aria-label')
const line = (shown: HTMLElement) =>
  [...shown.querySelectorAll('rect.media')].map((rect) => [rect.getAttribute('x'), rect.getAttribute('width')])

describe('the second line of the strip', () => {
  it('is not there without a second witness', () => {
    const shown = show(undefined)
    expect(line(shown)).toEqual([])
    expect(label(shown)).toBe('Ana: in the room for 120 of the planned minutes')
    expect(shown.textContent).not.toContain('sound and picture')
  })

  it('shows when sound and picture were connected, in the picture, in its words and in the list', () => {
    const shown = show([
      { from: '2026-03-06T18:30:00.000Z', to: '2026-03-06T19:00:00.000Z' },
      { from: '2026-03-06T19:30:00.000Z', to: null },
    ])
    expect(line(shown)).toEqual([
      ['250', '250'],
      ['750', '250'],
    ])
    expect(label(shown)).toBe(
      'Ana: in the room for 120 of the planned minutes. ' +
        'Sound and picture were connected: 18:30 to 19:00, 19:30 to still there.',
    )
    const list = [...shown.querySelectorAll('[data-test=on-media] li')].map((li) => li.textContent)
    expect(list).toEqual(['18:30 to 19:00', '19:30 to still there'])
  })

  it('says as well that they never were, and changes nothing of what counts', () => {
    const shown = show([])
    expect(label(shown)).toContain('Sound and picture were not connected.')
    expect(shown.textContent).toContain('120 minutes')
    expect(shown.querySelectorAll('rect.present')).toHaveLength(1)
  })
})
