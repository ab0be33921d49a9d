/**
 * Opens every screen of `dev.html` in a headless Chromium, in both themes, on a phone and on a desk; keeps a picture
 * of each in `dev-shots/` and fails on what axe finds, on errors of the page, and on pages wider than the phone.
 *
 *   npm run look [-- part-of-a-name]
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob: mediastream:; " +
  "connect-src 'self' ws: wss:; font-src 'self'"
const SIZES = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } }
const THEMES = ['light', 'dark']
const OUT = 'dev-shots'

/** What is done on a page after it has come up: the name of the look, its query, its steps. */
const join = async (page) => {
  await page.click('[data-test=device-join]')
  await page.waitForSelector('[data-test=room], [data-test=waiting-room]')
}
const inRoom = (steps) => async (page) => {
  await join(page)
  await steps?.(page)
}
const LOOKS = [
  ['sign-in', 'screen=sign-in'],
  [
    'sign-in-wrong',
    'screen=sign-in',
    async (page) => {
      await page.fill('[data-test=sign-in-email]', 'a@b.example')
      await page.fill('[data-test=sign-in-password]', 'wrong')
      await page.click('[data-test=sign-in-submit]')
      await page.waitForSelector('[role=alert] p')
    },
  ],
  ['sessions', 'screen=sessions&role=host', (page) => page.waitForSelector('[data-test=programs]')],
  ['sessions-es', 'screen=sessions&role=host&lang=es', (page) => page.waitForSelector('[data-test=programs]')],
  ['sessions-empty', 'screen=sessions&empty'],
  ['devices', 'screen=devices'],
  ['devices-denied', 'screen=devices&problem=denied'],
  ['waiting', 'screen=waiting', inRoom()],
  ['waiting-no-host', 'screen=waiting&phase=waiting', inRoom()],
  ['waiting-distress', 'screen=waiting', inRoom((page) => page.click('[data-test=distress]'))],
  ['room', 'people=6', inRoom()],
  ['room-two', 'people=3', inRoom()],
  ['room-es', 'people=6&lang=es', inRoom()],
  ['room-host', 'role=host&people=7&queue', inRoom((page) => page.evaluate(() => window.fake.distress('s3')))],
  ['room-16', 'people=16&overloaded', inRoom()],
  ['room-stranger', 'role=host&people=5', inRoom((page) => page.evaluate(() => window.fake.stranger()))],
  ['room-fallback', 'people=5&note=direct-audio,not-encrypted-here', inRoom()],
  ['room-slow', 'people=5&note=slow', inRoom()],
  ['room-spotlight', 'people=7&spotlight=s1', inRoom()],
  [
    'room-chat',
    'people=5',
    inRoom(async (page) => {
      await page.evaluate(() => {
        window.fake.chat('s0', 'room', 'Welcome, everyone. Take a moment to arrive.')
        window.fake.chat('s3', 'room', 'Hi all.')
        window.fake.chat('s0', 's2', 'Good to see you back. Anything you need today?')
      })
      await page.click('[data-test=chat-open]')
      await page.selectOption('[data-test=chat-to]', 'hosts')
      await page.fill('[data-test=chat-input]', 'Could I speak first?')
      await page.click('[data-test=chat-send]')
      await page.waitForTimeout(300)
    }),
  ],
  ['room-lost', 'people=5', inRoom((page) => page.evaluate(() => window.fake.set({ connection: 'lost' })))],
  ['room-frozen', 'people=5', inRoom((page) => page.evaluate(() => window.fake.room({ frozen: true })))],
  ['room-distress', 'people=5', inRoom((page) => page.click('[data-test=distress]'))],
  [
    'room-person',
    'role=host&people=5',
    inRoom((page) => page.click('[data-name="Ana Lucía R."] [data-test=person-menu]')),
  ],
  [
    'room-remove',
    'role=host&people=5',
    inRoom(async (page) => {
      await page.click('[data-name="Ana Lucía R."] [data-test=person-menu]')
      await page.click('[data-test=remove]')
    }),
  ],
  ['room-more', 'people=5', inRoom((page) => page.click('[data-test=more]'))],
  ['room-people', 'people=7', inRoom((page) => page.click('header [aria-haspopup=dialog]'))],
  [
    'removed',
    'people=5',
    inRoom((page) =>
      page.evaluate(() => window.fake.set({ connection: 'over', ending: { kind: 'bye', reason: 'removed' } })),
    ),
  ],
  [
    'ended',
    'people=5',
    inRoom((page) =>
      page.evaluate(() => window.fake.set({ connection: 'over', ending: { kind: 'bye', reason: 'ended' } })),
    ),
  ],
  [
    'leave',
    'people=5',
    inRoom(async (page) => {
      await page.click('[data-test=leave]')
      await page.waitForSelector('[data-test=confirm]')
    }),
  ],
  [
    'replaced',
    'people=5',
    inRoom((page) =>
      page.evaluate(() => window.fake.set({ connection: 'over', ending: { kind: 'bye', reason: 'replaced' } })),
    ),
  ],
  ['attendance', 'screen=attendance&role=host', (page) => page.waitForSelector('[data-test=attendance-row]')],
]

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const part = process.argv[2] ?? ''
// Built and served under the policy of the real server: what it forbids must show here.
const outDir = 'node_modules/.cache/look'
await build({ logLevel: 'error', build: { outDir, emptyOutDir: true, rolldownOptions: { input: 'dev.html' } } })
const server = await preview({
  logLevel: 'error',
  build: { outDir },
  preview: { port: 0, host: '127.0.0.1', headers: { 'Content-Security-Policy': POLICY } },
})
const base = `http://127.0.0.1:${server.httpServer.address().port}`
const browser = await chromium.launch({
  executablePath: process.env.EVENKEEL_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--autoplay-policy=no-user-gesture-required',
    '--disable-background-networking',
  ],
})
mkdirSync(OUT, { recursive: true })
let faults = 0
const fault = (name, words) => {
  faults += 1
  console.error(`${name}: ${words}`)
}

for (const [look, query, steps] of LOOKS.filter(([name]) => name.includes(part))) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const theme of THEMES) {
      const name = `${look}-${size}-${theme}`
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce', bypassCSP: false })
      const page = await context.newPage()
      page.on('pageerror', (error) => fault(name, error.message))
      page.on('console', (line) => line.type() === 'error' && fault(name, line.text()))
      try {
        await page.goto(`${base}/dev.html?${query}&theme=${theme}`)
        await page.waitForSelector('h1')
        await steps?.(page)
        await page.waitForTimeout(400)
        await page.screenshot({ path: `${OUT}/${name}.png` })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (wide > 0) fault(name, `is ${wide} px too wide`)
        await page.evaluate(axe)
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
        for (const { id, nodes } of violations) {
          fault(
            name,
            `${id}: ${nodes.map((node) => `${node.target} (${node.any[0]?.message ?? node.failureSummary})`).join(' | ')}`,
          )
        }
      } catch (error) {
        fault(name, error.message)
      }
      await context.close()
    }
  }
}
await browser.close()
await new Promise((resolve) => server.httpServer.close(resolve))
console.log(faults === 0 ? 'Every look is clean.' : `${faults} faults.`)
process.exit(faults === 0 ? 0 : 1)
