import type { ChatLine } from '../../live/live-session'
import type { ErrorCode } from '../../live/protocol'
import type { Texts } from '../../text/en'

/** Who reads a private line, in words; null for a line that everybody reads. */
export function privateLabel(
  line: ChatLine,
  ownId: string | null,
  nameOf: (seatId: string) => string | undefined,
  text: Texts,
): string | null {
  if (line.to === 'room') return null
  if (line.to === 'hosts') return text.chat.privateToHosts
  if (line.to === ownId) return text.chat.privateToYou
  return text.chat.privateTo(nameOf(line.to) ?? text.chat.someone)
}

/** Why a line was not sent. What was private never goes anywhere else instead. */
export function notSent(code: ErrorCode, to: string, text: Texts): string {
  switch (code) {
    case 'unknown-seat':
      return text.chat.gone
    case 'rate-limited':
      return text.chat.rate
    case 'not-allowed':
      return to === 'hosts' ? text.chat.noHost : text.chat.notAllowed
    default:
      return text.chat.failed
  }
}
