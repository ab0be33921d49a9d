/**
 * Fails when what a browser must fetch to join a session is more than 120 KiB, gzipped, or what it fetches in addition for
 * a Jitsi (without the deployment's own library) more than 15 KiB. Run after `vite build`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT_KIB = 120
const JITSI_LIMIT_KIB = 15

const html = readFileSync('dist/index.html', 'utf8')
const wanted = withImports([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path))
if (wanted.size === 0) throw new Error('dist/index.html names no script: is it built?')

const adapters = readdirSync('dist/assets').filter((name) => /^jitsi-.*\.js$/.test(name))
if (adapters.length === 0) throw new Error('there is no chunk of its own for Jitsi: is it loaded lazily?')
const adapter = withImports(adapters.map((name) => `assets/${name}`))
for (const name of adapters) {
  if (wanted.has(`assets/${name}`)) throw new Error(`${name} is loaded by everybody, with or without a Jitsi`)
}
for (const path of wanted) adapter.delete(path)

const good = [
  weigh('in all', wanted, LIMIT_KIB, gzipSync(html).length),
  weigh('in addition for a Jitsi', adapter, JITSI_LIMIT_KIB),
]
if (good.includes(false)) process.exit(1)

/** What a script imports statically comes along, whether or not the page preloads it. */
function withImports(paths) {
  const all = new Set(paths)
  for (const path of all) {
    const text = readFileSync(`dist/${path}`, 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) all.add(`assets/${name}`)
  }
  return all
}

function weigh(what, paths, limitKib, already = 0) {
  let total = already
  for (const path of paths) {
    const size = gzipSync(readFileSync(`dist/${path}`)).length
    total += size
    console.log(`${(size / 1024).toFixed(1).padStart(7)} KiB  ${path}`)
  }
  console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB  ${what}, of ${limitKib}`)
  return total <= limitKib * 1024
}
