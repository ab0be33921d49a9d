import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pathOf, routeOf } from './router.svelte'

it('reads the paths that it writes, whatever the id', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (sessionId) => {
      for (const page of ['join', 'attendance'] as const) {
        expect(routeOf(pathOf({ page, sessionId }))).toEqual({ page, sessionId })
      }
    }),
  )
})

it('takes what it does not know for home or the list', () => {
  expect(routeOf('/')).toEqual({ page: 'home' })
  expect(routeOf('/nowhere')).toEqual({ page: 'home' })
  expect(routeOf('/sessions')).toEqual({ page: 'sessions' })
  expect(routeOf('/sessions/x/dance')).toEqual({ page: 'sessions' })
  expect(routeOf('/sessions/%E0%A4%A/join')).toEqual({ page: 'sessions' })
})
