/**
 * Proves the mesh in real Chromium: three pages, real WebRTC with fake cameras, a relay for the signals. Run as root it
 * goes into a network namespace of its own, so that media cannot leave the loopback, and so that the network can be
 * taken away in the middle. Exit code 0: proved; 1: not; 2: no Chromium here.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const TOTAL_MS = 150_000
const STEP_MS = 20_000
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

const alone = process.env.EVENKEEL_MESH_ALONE === '1'
if (!alone && canIsolate()) {
  const self = fileURLToPath(import.meta.url)
  const { status } = spawnSync(
    'unshare',
    ['-n', 'sh', '-c', 'ip link set lo up; exec "$0" "$1"', process.execPath, self],
    {
      stdio: 'inherit',
      env: { ...process.env, EVENKEEL_MESH_ALONE: '1' },
      timeout: TOTAL_MS + 30_000,
    },
  )
  process.exit(status ?? 1)
}

function canIsolate() {
  return process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up']).status === 0
}

const IDS = ['a', 'b', 'c']
const pages = new Map()
const queues = new Map()
const startedAt = Date.now()
const say = (words) => console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${words}`)

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

const glance = (id) => pages.get(id).evaluate(() => window.probe.glance())
const inPage = (id, work, argument) => pages.get(id).evaluate(work, argument)
const all = (work) => Promise.all(IDS.map(work))
const paths = async () => (await all(glance)).map(({ ufrags }) => ufrags)

async function start(id, ids = IDS) {
  await inPage(id, ([own, seats]) => window.probe.start(own, seats), [id, ids])
}

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

function check(what, holds, seen) {
  if (!holds) throw new Error(`not true: ${what}\nseen: ${JSON.stringify(seen)}`)
  say(`ok: ${what}`)
}

/** What each page has got from each other one since `before`. */
async function growth(before, over = 1_500) {
  const from = before ?? (await counts())
  await new Promise((resolve) => setTimeout(resolve, over))
  const now = await counts()
  return Object.fromEntries(
    Object.entries(now).map(([pair, { frames, packets }]) => [
      pair,
      { frames: frames - (from[pair]?.frames ?? 0), packets: packets - (from[pair]?.packets ?? 0) },
    ]),
  )
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

const PAIRS = IDS.flatMap((from) => IDS.filter((to) => to !== from).map((to) => `${from}>${to}`))

/** True when exactly the pairs that `seeing` lets through get pictures, and every pair gets sound. */
async function flows(seeing = () => true) {
  const grown = await growth()
  const right = PAIRS.every((pair) => {
    const { frames = -1, packets = -1 } = grown[pair] ?? {}
    return packets > 20 && (seeing(pair) ? frames >= 4 : frames === 0)
  })
  return right || grown
}

async function prove(browser) {
  const bundle = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('mesh-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'page',
      },
    },
  })
  const script = [bundle].flat()[0].output[0].code

  await all(async (id) => {
    const context = await browser.newContext()
    // A secure origin, answered by us: nothing listens anywhere.
    await context.route('http://localhost/**', (route) => {
      const js = route.request().url().endsWith('.js')
      return route.fulfill({
        contentType: js ? 'text/javascript' : 'text/html',
        body: js ? script : '<!doctype html><title>mesh</title><body><script src="/page.js"></script>',
      })
    })
    const page = await context.newPage()
    page.on('pageerror', (error) => say(`error in ${id}: ${error.message}`))
    await page.exposeFunction('relay', (to, data) => relay(id, to, data))
    await page.goto('http://localhost/')
    pages.set(id, page)
  })

  await all((id) => start(id))
  await until('all start at once: picture and sound flow between every two, both ways', flows)
  const first = await all(glance)
  check(
    'one connection for each pair, with three lanes',
    first.every(({ made, lanes }) => made === 2 && lanes.every((n) => n === 3)),
    first,
  )
  check(
    'the streams carry one voice and one picture',
    first.every(({ peers }) =>
      peers.every(({ tracks, hasVideo }) => hasVideo && tracks.sort().join() === 'audio,video'),
    ),
    first,
  )
  check(
    'three people send 270 lines at most',
    first.every(({ heights }) => heights.length === 2 && heights.every((h) => h <= 270)),
    first,
  )
  await until('voices have a level, our own and theirs', async () =>
    (await all(glance)).every(({ loudest, ownLoudest }) => loudest > 0.01 && ownLoudest > 0.01),
  )
  const tone = await inPage('a', () => window.probe.tone())
  check('the test tone plays, and is over after a second', tone > 1_000 && tone < 3_000, tone)

  const talked = (await all(glance)).map(({ descriptions }) => descriptions)
  await inPage('a', () => window.probe.camera(false))
  await until('camera off: no picture of a, the others go on', () => flows((pair) => !pair.startsWith('a>')))
  const off = await glance('b')
  check('b knows that a shows nothing', off.peers.find(({ seatId }) => seatId === 'a').hasVideo === false, off.peers)
  await inPage('a', () => window.probe.camera(true))
  await until('camera on: all flow again', flows)
  const talkedAfter = (await all(glance)).map(({ descriptions }) => descriptions)
  check('all of that without a negotiation', talked.join() === talkedAfter.join(), [talked, talkedAfter])

  await inPage('b', () => window.probe.ladder('audio'))
  await until('b wants sound alone: no picture to b, the others see one another', () =>
    flows((pair) => !pair.endsWith('>b')),
  )
  await inPage('b', () => window.probe.ladder('low'))
  await until('b wants little: a sends b 90 lines, and c more', async () => {
    const { heights } = await glance('a')
    return (Math.min(...heights) <= 96 && Math.max(...heights) > 96) || heights
  })
  await inPage('b', () => window.probe.ladder('full'))
  await until('b wants all: all flow again', flows)

  await pages.get('b').reload()
  await start('b')
  await until('b loaded its page anew: all flow again', flows)
  check('the others made one new connection each', (await glance('a')).made === 3 && (await glance('c')).made === 3)

  const before = await paths()
  await all((id) =>
    inPage(id, () => window.probe.connections.forEach((pc) => pc.connectionState === 'connected' && pc.restartIce())),
  )
  await until('new paths asked for by both sides of each pair at once: every path is new', () => isNew(before))
  await until('and all flow', flows)
  check('and nothing was built anew', (await glance('a')).made === 3 && (await glance('b')).made === 2)

  if (alone) await networkAway()
  else say('left out: taking the network away (needs root, for a network of its own)')

  await inPage('a', () => window.probe.engine.close())
  await all((id) => id !== 'a' && inPage(id, (own) => window.probe.seats(own, ['b', 'c']), id))
  const [closed, b] = [await glance('a'), await glance('b')]
  check('a closed its engine: nothing of it is left', closed.open === 0 && closed.peers.length === 0, closed)
  check('the others closed their side', b.open === 1 && b.peers.length === 1, b)
}

async function networkAway() {
  execFileSync('ip', ['link', 'set', 'lo', 'down'])
  await until('the network is taken away: everybody is disconnected', async () => {
    const seen = (await all(glance)).flatMap(({ peers }) =>
      peers.map(({ connection, quality }) => [connection, quality]),
    )
    return seen.every(([connection, quality]) => connection !== 'connected' && quality === 0) || seen
  })
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  await all((id) => inPage(id, () => window.probe.engine.wake()))
  await until('it is back, and the engines are woken: all flow again', flows)

  if (!moves) return say('left out: changing the address (this kernel gives no veth)')
  let before = await paths()
  move('10.77.0.2')
  await all((id) => inPage(id, () => window.probe.engine.wake()))
  await until('woken after that: every path is new', () => isNew(before))
  await until('and all flow', flows)

  before = await paths()
  move('10.77.0.3')
  await until('without a word to the engines: every path is new', () => isNew(before))
  await until('and all flow', flows)
}

/** As when a phone goes from Wi-Fi to the mobile network: the old address is gone, another one is there. */
function move(to) {
  execFileSync('ip', ['addr', 'flush', 'dev', 'm0'])
  execFileSync('ip', ['addr', 'add', `${to}/24`, 'dev', 'm0'])
  say(`the machine's address is now ${to}`)
}

/** An interface whose address we can change; Chromium knows no loopback address but 127.0.0.1. */
function makeInterface() {
  const made = spawnSync('sh', [
    '-c',
    'ip link add m0 type veth peer name m1 && ip link set m0 up && ip link set m1 up && ip addr flush dev lo',
  ])
  if (made.status !== 0) return false
  move('10.77.0.1')
  return true
}

async function isNew(before) {
  const now = await paths()
  return now.every((each, at) => each.every((ufrag) => !before[at].includes(ufrag))) || now
}

const moves = alone && makeInterface()
const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: 30_000 })
const guard = setTimeout(() => {
  console.error(`not proved within ${TOTAL_MS / 1_000} s`)
  browser.close().finally(() => process.exit(1))
}, TOTAL_MS)
let code = 0
try {
  await prove(browser)
  say('the mesh is proved')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  code = 1
}
clearTimeout(guard)
await browser.close()
process.exit(code)
