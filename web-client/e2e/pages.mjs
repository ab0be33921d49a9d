/**
 * What the proofs in real Chromium have in common: a browser with made-up cameras, three pages that nobody serves, and a
 * relay for their signals. Exit code 0: proved; 1: not; 2: no Chromium here.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'

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
const STEP_MS = 30_000
const ALONE = 'EVENKEEL_PROOF_ALONE'

export const IDS = ['a', 'b', 'c']
export const pages = new Map()
const queues = new Map()
const startedAt = Date.now()

export const say = (words) => console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${words}`)
export const all = (work) => Promise.all(IDS.map(work))
export const inPage = (id, work, argument) => pages.get(id).evaluate(work, argument)
export const glance = (id) => inPage(id, () => window.probe.glance())
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function executable() {
  const found = [
    process.env.EVENKEEL_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path && existsSync(path))
  if (found) return found
  console.log('skipped: no Chromium found (set EVENKEEL_CHROMIUM to its path)')
  process.exit(2)
}

function canIsolate() {
  return process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up']).status === 0
}

/**
 * As root a proof runs in a network namespace of its own, so that media cannot leave the loopback. Comes back there, or
 * where that cannot be: true if the network is ours to take away.
 */
export function isolated(module, totalMs) {
  if (process.env[ALONE] === '1') return true
  if (!canIsolate()) return false
  const { status } = spawnSync(
    'unshare',
    ['-n', 'sh', '-c', 'ip link set lo up; exec "$0" "$1"', process.execPath, fileURLToPath(module)],
    { stdio: 'inherit', env: { ...process.env, [ALONE]: '1' }, timeout: totalMs + 30_000 },
  )
  process.exit(status ?? 1)
}

/** What runs inside each page, as one script. */
export async function bundled(entry) {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['iife'], name: 'page' },
    },
  })
  return [bundle].flat()[0].output[0].code
}

/** Signals are delivered in the order in which they came, one page at a time. */
function relay(from, to, data) {
  const before = queues.get(to) ?? Promise.resolve()
  const next = before.then(() =>
    pages.get(to)?.evaluate(([sender, signal]) => window.probe?.engine?.receive(sender, signal), [from, data]),
  )
  queues.set(
    to,
    next.catch(() => undefined),
  )
}

/** Opens a page of its own for somebody; `also` may answer for other addresses. */
export async function open(browser, id, script, also = () => undefined) {
  const context = await browser.newContext()
  // A secure origin, answered by us: nothing listens anywhere.
  await context.route('http://localhost/**', (route) => {
    const js = route.request().url().endsWith('.js')
    return route.fulfill({
      contentType: js ? 'text/javascript' : 'text/html',
      body: js ? script : '<!doctype html><title>proof</title><body><script src="/page.js"></script>',
    })
  })
  await also(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => say(`error in ${id}: ${error.message}`))
  await page.exposeFunction('relay', (to, data) => relay(id, to, data))
  await page.goto('http://localhost/')
  pages.set(id, page)
}

export async function until(what, holds) {
  const deadline = Date.now() + STEP_MS
  let seen
  while (Date.now() < deadline) {
    seen = await holds()
    if (seen === true) return say(`ok: ${what}`)
    await pause(250)
  }
  throw new Error(`never came true: ${what}\nlast seen: ${JSON.stringify(seen)}`)
}

export function check(what, holds, seen) {
  if (!holds) throw new Error(`not true: ${what}\nseen: ${JSON.stringify(seen)}`)
  say(`ok: ${what}`)
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

/** What each page gets from each other one, in pictures and in packets of sound, while we watch. */
export async function growth() {
  const before = await counts()
  await pause(1_500)
  return Object.fromEntries(
    Object.entries(await counts()).map(([pair, { frames, packets }]) => [
      pair,
      { frames: frames - (before[pair]?.frames ?? 0), packets: packets - (before[pair]?.packets ?? 0) },
    ]),
  )
}

/** Proves something, and ends. */
export async function proof(what, totalMs, prove) {
  const browser = await chromium.launch({ executablePath: executable(), args: FLAGS, timeout: 30_000 })
  const guard = setTimeout(() => {
    console.error(`not proved within ${totalMs / 1_000} s`)
    browser.close().finally(() => process.exit(1))
  }, totalMs)
  let code = 0
  try {
    await prove(browser)
    say(`${what} is proved`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    code = 1
  }
  clearTimeout(guard)
  await browser.close()
  process.exit(code)
}
