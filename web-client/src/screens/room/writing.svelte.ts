import type { LiveView } from '../../app/live-view.svelte'
import type { ErrorCode } from '../../live/protocol'

/** What somebody writes, until it is sent. Outlives the chat's panel, so that closing it costs no words. */
export class Writing {
  draft = $state('')
  /** Why the last one was not sent, and to whom it was to go: by now another may be chosen. */
  problem: { readonly code: ErrorCode; readonly to: string } | null = $state.raw(null)
  private sending = false

  constructor(private readonly view: Pick<LiveView, 'send'>) {}

  /** Sends the words to `to`, one message at a time. What is written meanwhile stays. */
  async send(to: string): Promise<void> {
    const written = this.draft
    const text = written.trim()
    if (text === '' || this.sending) return
    this.sending = true
    const result = await this.view.send({ type: 'chat', to, text })
    this.sending = false
    this.problem = result === 'ok' ? null : { code: result, to }
    if (result === 'ok' && this.draft.startsWith(written)) this.draft = this.draft.slice(written.length)
  }
}
