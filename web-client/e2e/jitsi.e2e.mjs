/**
 * Proves, in real Chromium, what happens to a group whose Jitsi is out of reach, and to one where it is for some of them:
 * three pages, real WebRTC with fake cameras, a relay for the signals, and a FAKE of the library, which carries nothing.
 * That a real deployment carries anything is not proved here.
 */
import { readFileSync } from 'node:fs'
import { IDS, all, bundled, glance, growth, inPage, isolated, open, proof, say, until } from './pages.mjs'

const TOTAL_MS = 120_000
const LIBRARY = readFileSync(new URL('fake-lib-jitsi-meet.js', import.meta.url), 'utf8')
isolated(import.meta.url, TOTAL_MS)

/** What each page gets when it asks for the library. */
const libraries = new Map(IDS.map((id) => [id, 'missing']))
const wake = (id) => inPage(id, () => window.probe.engine.wake())
const both = (...pairs) => pairs.flatMap(([one, other]) => [`${one}>${other}`, `${other}>${one}`])

/** True when exactly these pairs get picture and sound from browser to browser. */
async function flows(pairs) {
  const grown = await growth()
  const flowing = pairs.every((pair) => grown[pair]?.frames >= 4 && grown[pair]?.packets > 20)
  return (flowing && Object.keys(grown).length === pairs.length) || grown
}

/** In place of a deployment: its library, or none. */
function answers(context, id) {
  return context.route('http://localhost:8443/**', (route) => {
    if (libraries.get(id) === 'missing') return route.fulfill({ status: 404, body: 'not here' })
    const headers = { 'access-control-allow-origin': '*' }
    return route.fulfill({ contentType: 'text/javascript', headers, body: LIBRARY })
  })
}

async function prove(browser) {
  const script = await bundled('jitsi-page.ts')
  await all((id) => open(browser, id, script, (context) => answers(context, id)))

  // c trusts one library alone, and it is not the one that there is.
  const integrity = `sha384-${'A'.repeat(64)}`
  await all((id) =>
    inPage(id, ([own, ids, change]) => window.probe.start(own, ids, change), [
      id,
      IDS,
      id === 'c' ? { integrity } : {},
    ]),
  )
  await until('the library is missing: picture and sound flow from browser to browser', () =>
    flows(both('ab', 'ac', 'bc')),
  )
  await until('and it is said', async () => {
    const seen = (await all(glance)).map(({ notes }) => notes.join())
    return seen.every((notes) => notes === 'direct') || seen
  })

  for (const id of IDS) libraries.set(id, 'there')
  await until('it is there now: a and b are on it, c does not trust it, and meets both by the mesh', async () => {
    await all(wake)
    const seen = await all(glance)
    const right =
      seen.map(({ notes }) => notes.join()).join('|') === '||direct' && seen.map(({ open }) => open).join() === '1,1,2'
    return right || seen
  })
  await until('picture and sound flow between c and the others, and not by the mesh between those two', () =>
    flows(both('ac', 'bc')),
  )

  await inPage('a', () => window.fakeBreaks())
  await until('a loses it for good: by the mesh with everybody', () => flows(both('ab', 'ac', 'bc')))
  const [a, b, c] = await all(glance)
  if (a.notes.join() !== 'direct' || b.notes.length > 0) throw new Error(`notes: ${JSON.stringify([a.notes, b.notes])}`)
  say('ok: a says so, and b has nothing to say')
  if (a.asked > 6) throw new Error(`a asked for a pass ${a.asked} times`)
  if ([a, b].some(({ scripts }) => scripts !== 1) || c.scripts !== 0) throw new Error('scripts are left lying about')
  say('ok: no storm of passes, and one script in each page')

  await all((id) => inPage(id, () => window.probe.engine.close()))
  const left = (await all(glance)).map(({ open }) => open)
  if (left.some((open) => open > 0)) throw new Error(`left open: ${left}`)
  say('ok: nothing is left when they go')
}

await proof('the fallback', TOTAL_MS, prove)
