/**
 * Proves, in real Chromium, what happens to a group whose Jitsi is out of reach, and to one where it is for some of them:
 * three pages, real WebRTC with fake cameras, a relay for the signals, and a FAKE of the library, which carries nothing.
 * That a real deployment carries anything is not proved here. Exit code 0: proved; 1: not; 2: no Chromium here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const TOTAL_MS = 120_000
const STEP_MS = 30_000
const FLAGS = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--disable-background-networking',
  '--disable-quic',
  '--disable-gpu',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
]
const IDS = ['a', 'b', 'c']
const LIBRARY = readFileSync(new URL('fake-lib-jitsi-meet.js', import.meta.url), 'utf8')

const executablePath = [
  process.env.EVENKEEL_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path))
if (!executablePath) {
  console.log('skipped: no Chromium found (set EVENKEEL_CHROMIUM to its path)')
  process.exit(2)
}

// As root in a network of its own, as with the mesh, so that media cannot leave the loopback.
if (process.env.EVENKEEL_MESH_ALONE !== '1' && canIsolate()) {
  const { status } = spawnSync(
    'unshare',
    ['-n', 'sh', '-c', 'ip link set lo up; exec "$0" "$1"', process.execPath, fileURLToPath(import.meta.url)],
    { stdio: 'inherit', env: { ...process.env, EVENKEEL_MESH_ALONE: '1' }, timeout: TOTAL_MS + 30_000 },
  )
  process.exit(status ?? 1)
}

function canIsolate() {
  return process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up']).status === 0
}

const pages = new Map()
/** What each page gets when it asks for the library. */
const libraries = new Map(IDS.map((id) => [id, 'missing']))
const startedAt = Date.now()
const say = (words) => console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${words}`)
const all = (work) => Promise.all(IDS.map(work))
const glance = (id) => pages.get(id).evaluate(() => window.jitsiProbe.glance())
const wake = (id) => pages.get(id).evaluate(() => window.jitsiProbe.engine.wake())

async function until(what, holds) {
  const deadline = Date.now() + STEP_MS
  let seen
  while (Date.now() < deadline) {
    seen = await holds()
    if (seen === true) return say(`ok: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`never came true: ${what}\nlast seen: ${JSON.stringify(seen)}`)
}

async function counts() {
  const found = {}
  await all(async (id) => {
    for (const [from, stats] of Object.entries((await glance(id)).stats)) {
      found[`${from}>${id}`] = { frames: stats.framesDecoded, packets: stats.packetsReceivedAudio }
    }
  })
  return found
}

/** True when exactly these pairs get picture and sound from browser to browser. */
async function flows(pairs) {
  const before = await counts()
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  const now = await counts()
  const grown = Object.fromEntries(
    Object.entries(now).map(([pair, { frames, packets }]) => [
      pair,
      { frames: frames - (before[pair]?.frames ?? 0), packets: packets - (before[pair]?.packets ?? 0) },
    ]),
  )
  const flowing = pairs.every((pair) => grown[pair]?.frames >= 4 && grown[pair]?.packets > 20)
  return (flowing && Object.keys(grown).length === pairs.length) || grown
}

const both = (...pairs) => pairs.flatMap(([one, other]) => [`${one}>${other}`, `${other}>${one}`])

async function open(browser, id, script) {
  const context = await browser.newContext()
  await context.route('http://localhost/**', (route) => {
    const js = route.request().url().endsWith('.js')
    return route.fulfill({
      contentType: js ? 'text/javascript' : 'text/html',
      body: js ? script : '<!doctype html><title>jitsi</title><body><script src="/page.js"></script>',
    })
  })
  await context.route('http://localhost:8443/**', (route) => {
    if (libraries.get(id) === 'missing') return route.fulfill({ status: 404, body: 'not here' })
    const headers = { 'access-control-allow-origin': '*' }
    return route.fulfill({ contentType: 'text/javascript', headers, body: LIBRARY })
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => say(`error in ${id}: ${error.message}`))
  await page.exposeFunction('relay', (to, data) =>
    pages.get(to)?.evaluate(([from, signal]) => window.jitsiProbe.engine?.receive(from, signal), [id, data]),
  )
  await page.goto('http://localhost/')
  pages.set(id, page)
}

async function prove(browser) {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('jitsi-page.ts', import.meta.url)), formats: ['iife'], name: 'page' },
    },
  })
  await all((id) => open(browser, id, [bundle].flat()[0].output[0].code))

  // c trusts one library alone, and it is not the one that there is.
  const integrity = `sha384-${'A'.repeat(64)}`
  await all((id) =>
    pages
      .get(id)
      .evaluate(
        ([own, ids, change]) => window.jitsiProbe.start(own, ids, change),
        [id, IDS, id === 'c' ? { integrity } : {}],
      ),
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

  await pages.get('a').evaluate(() => window.fakeBreaks())
  await until('a loses it for good: by the mesh with everybody', () => flows(both('ab', 'ac', 'bc')))
  const [a, b, c] = await all(glance)
  if (a.notes.join() !== 'direct' || b.notes.length > 0) throw new Error(`notes: ${JSON.stringify([a.notes, b.notes])}`)
  say('ok: a says so, and b has nothing to say')
  if (a.asked > 6) throw new Error(`a asked for a pass ${a.asked} times`)
  if ([a, b].some(({ scripts }) => scripts !== 1) || c.scripts !== 0) throw new Error('scripts are left lying about')
  say('ok: no storm of passes, and one script in each page')

  await all((id) => pages.get(id).evaluate(() => window.jitsiProbe.engine.close()))
  const left = (await all(glance)).map(({ open }) => open)
  if (left.some((open) => open > 0)) throw new Error(`left open: ${left}`)
  say('ok: nothing is left when they go')
}

const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: 30_000 })
const guard = setTimeout(() => {
  console.error(`not proved within ${TOTAL_MS / 1_000} s`)
  browser.close().finally(() => process.exit(1))
}, TOTAL_MS)
let code = 0
try {
  await prove(browser)
  say('the fallback is proved')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  code = 1
}
clearTimeout(guard)
await browser.close()
process.exit(code)
