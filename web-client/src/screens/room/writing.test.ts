import { expect, it, vi } from 'vitest'
import type { LiveView } from '../../app/live-view.svelte'
import { Writing } from './writing.svelte'

/** A writing whose messages are answered when we say so. */
function bench() {
  const answers: ((result: Awaited<ReturnType<LiveView['send']>>) => void)[] = []
  const send = vi.fn<LiveView['send']>(() => new Promise((resolve) => answers.push(resolve)))
  return { writing: new Writing({ send }), send, answers }
}

it('takes away only what was sent', async () => {
  const { writing, send, answers } = bench()
  writing.draft = ' hello '
  const sent = writing.send('room')
  writing.draft = ' hello and more'
  answers[0]?.('ok')
  await sent
  expect(send).toHaveBeenCalledWith({ type: 'chat', to: 'room', text: 'hello' })
  expect(writing.draft).toBe('and more')
})

it('leaves words alone that became others meanwhile', async () => {
  const { writing, answers } = bench()
  writing.draft = 'hello'
  const sent = writing.send('room')
  writing.draft = 'something else'
  answers[0]?.('ok')
  await sent
  expect(writing.draft).toBe('something else')
})

it('sends nothing twice, and nothing empty', async () => {
  const { writing, send, answers } = bench()
  writing.draft = '  '
  await writing.send('room')
  expect(send).not.toHaveBeenCalled()
  writing.draft = 'hello'
  const sent = writing.send('room')
  await writing.send('room')
  expect(send).toHaveBeenCalledTimes(1)
  answers[0]?.('ok')
  await sent
  expect(writing.draft).toBe('')
})

it('keeps what was not sent, and names whom it was for', async () => {
  const { writing, answers } = bench()
  writing.draft = 'only for you'
  const sent = writing.send('hosts')
  answers[0]?.('not-allowed')
  await sent
  expect(writing).toMatchObject({ draft: 'only for you', problem: { code: 'not-allowed', to: 'hosts' } })
})
