import { expect, it } from 'vitest'
import type { ErrorCode } from '../../live/protocol'
import { en } from '../../text/en'
import { es } from '../../text/es'
import { endingWords } from '../ended/ending-words'
import { notSent, privateLabel } from './chat-words'

const line = (to: string) => ({ id: '1', from: 's1', to, text: 'x', at: '' })

it('marks every line that not everybody reads', () => {
  expect(privateLabel(line('room'), 's2', () => 'Ana', en)).toBeNull()
  expect(privateLabel(line('hosts'), 's2', () => 'Ana', en)).toBe(en.chat.privateToHosts)
  expect(privateLabel(line('s2'), 's2', () => 'Ana', en)).toBe(en.chat.privateToYou)
  expect(privateLabel(line('s3'), 's2', () => 'Ana', en)).toContain('Ana')
  expect(privateLabel(line('s9'), 's2', () => undefined, en)).toContain(en.chat.someone)
})

it('has words for every reason why something was not sent, and for every ending, in both languages', () => {
  const codes: ErrorCode[] = ['not-allowed', 'unknown-seat', 'rate-limited', 'unavailable', 'bad-message', 'room.full']
  for (const text of [en, es]) {
    for (const code of codes) {
      expect(notSent(code, 'hosts', text).length).toBeGreaterThan(10)
      expect(endingWords({ kind: 'refused', code }, false, text).text.length).toBeGreaterThan(10)
    }
  }
})

it('tells somebody who was never let in otherwise than somebody who was removed', () => {
  const removed = { kind: 'bye', reason: 'removed' } as const
  expect(endingWords(removed, true, en).heading).toBe(en.ended.removedHeading)
  expect(endingWords(removed, false, en).heading).toBe(en.ended.declinedHeading)
  expect(endingWords(removed, true, en).again).toBeNull()
})
