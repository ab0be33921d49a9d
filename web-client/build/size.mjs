/** Fails when what a browser must fetch to join a session is more than 120 KiB, gzipped. Run after `vite build`. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT_KIB = 120

const html = readFileSync('dist/index.html', 'utf8')
const wanted = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path))
// What a script imports statically comes along, whether or not the page preloads it.
for (const path of wanted) {
  const text = readFileSync(`dist/${path}`, 'utf8')
  for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) wanted.add(`assets/${name}`)
}
if (wanted.size === 0) throw new Error('dist/index.html names no script: is it built?')

let total = gzipSync(html).length
for (const path of wanted) {
  const size = gzipSync(readFileSync(`dist/${path}`)).length
  total += size
  console.log(`${(size / 1024).toFixed(1).padStart(7)} KiB  ${path}`)
}
console.log(`${(total / 1024).toFixed(1).padStart(7)} KiB  in all, of ${LIMIT_KIB}`)
if (total > LIMIT_KIB * 1024) process.exit(1)
