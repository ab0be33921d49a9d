import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const LIBRARY = 'https://meet.example/libs/lib-jitsi-meet.min.js'
type Rules = Record<string, (text: string, type?: string, sink?: string) => string | null>

/** A browser's part of it, made up: policies are kept by their names, and each name is given once. */
let policies: Map<string, Rules>

beforeEach(() => {
  vi.resetModules()
  policies = new Map()
  vi.stubGlobal('trustedTypes', {
    createPolicy(name: string, rules: Rules) {
      if (policies.has(name)) throw new TypeError('twice')
      policies.set(name, rules)
      return {
        createScriptURL(url: string) {
          const found = rules['createScriptURL']?.(url)
          if (found === undefined || found === null) throw new TypeError('no')
          return { trusted: found }
        },
      }
    },
  })
})
afterEach(() => vi.unstubAllGlobals())

const trust = async () => (await import('./trusted')).trustedLibrary

test('where the browser asks for nothing, an address is an address', async () => {
  vi.stubGlobal('trustedTypes', undefined)
  expect((await trust())(LIBRARY)).toBe(LIBRARY)
})

test('the library is let in by name, once and again', async () => {
  const trustedLibrary = await trust()
  expect(trustedLibrary(LIBRARY)).toEqual({ trusted: LIBRARY })
  expect(trustedLibrary(LIBRARY)).toEqual({ trusted: LIBRARY })
  expect([...policies.keys()]).toEqual(['evenkeel-jitsi', 'default'])
})

test('of two deployments in one page the second is not let in', async () => {
  const trustedLibrary = await trust()
  trustedLibrary(LIBRARY)
  expect(() => trustedLibrary('https://other.example/libs/lib-jitsi-meet.min.js')).toThrow(TypeError)
})

test('what it does by itself passes as far as it must, and nothing else does', async () => {
  ;(await trust())(LIBRARY)
  const own = policies.get('default') as Rules
  expect(own['createScriptURL']?.('blob:https://groups.example/1')).not.toBeNull()
  expect(own['createScriptURL']?.('https://meet.example/libs/worker.js')).not.toBeNull()
  expect(own['createScriptURL']?.('https://meet.example.evil.example/x.js')).toBeNull()
  expect(own['createScriptURL']?.('data:text/javascript,1')).toBeNull()
  expect(own['createScript']?.('1')).toBeNull()
  expect(own['createHTML']?.('<a/>', 'TrustedHTML', 'DOMParser parseFromString')).toBe('<a/>')
  expect(own['createHTML']?.('<a/>', 'TrustedHTML', 'Element innerHTML')).toBeNull()
})
