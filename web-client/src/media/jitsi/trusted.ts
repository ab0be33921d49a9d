/**
 * Our pages take no script, worker or markup that comes as text, unless a policy of ours has let it pass (the server's
 * `require-trusted-types-for`). So the library is let in by name; and what it loads and reads by itself goes by a policy
 * that lets nothing pass but its own worker, what is of its deployment, and XML that is read and never shown.
 */
interface TrustedTypes {
  createPolicy(name: string, rules: Rules): { createScriptURL(url: string): unknown }
}

interface Rules {
  createHTML?(text: string, type: string, sink: string): string | null
  createScript?(text: string): string | null
  createScriptURL?(url: string): string | null
}

/** One origin for each page: there is one library, and policies cannot be taken back. */
let trusted: { readonly origin: string; readonly library: (url: string) => string } | null = null

/**
 * The address of the library as the browser takes it for the source of a script.
 *
 * @throws TypeError where the browser lets this page make no such policy
 */
export function trustedLibrary(url: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  if (!types) return url
  const { origin } = new URL(url)
  trusted ??= { origin, library: policies(types, origin) }
  if (trusted.origin !== origin) throw new TypeError('another library was let in')
  return trusted.library(url)
}

function policies(types: TrustedTypes, origin: string): (url: string) => string {
  const ofDeployment = (url: string): string | null => (url.startsWith(`${origin}/`) ? url : null)
  const library = types.createPolicy('evenkeel-jitsi', { createScriptURL: ofDeployment })
  types.createPolicy('default', {
    createHTML: (text, _type, sink) => (sink === 'DOMParser parseFromString' ? text : null),
    createScript: () => null,
    createScriptURL: (url) => (url.startsWith('blob:') ? url : ofDeployment(url)),
  })
  // Not a string: but TypeScript's DOM knows nothing else for `src`.
  return (url) => library.createScriptURL(url) as string
}
