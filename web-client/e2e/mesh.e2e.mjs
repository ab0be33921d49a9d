/**
 * Proves the mesh in real Chromium: three pages, real WebRTC with fake cameras, a relay for the signals. Run as root it
 * takes the network away in the middle, and changes the machine's address.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { IDS, all, bundled, check, glance, growth, inPage, isolated, open, pages, proof, say, until } from './pages.mjs'

const TOTAL_MS = 150_000
const alone = isolated(import.meta.url, TOTAL_MS)
const PAIRS = IDS.flatMap((from) => IDS.filter((to) => to !== from).map((to) => `${from}>${to}`))

const paths = async () => (await all(glance)).map(({ ufrags }) => ufrags)

async function start(id, ids = IDS) {
  await inPage(id, ([own, seats]) => window.probe.start(own, seats), [id, ids])
}

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
  const script = await bundled('mesh-page.ts')
  await all((id) => open(browser, id, script))

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
await proof('the mesh', TOTAL_MS, prove)
