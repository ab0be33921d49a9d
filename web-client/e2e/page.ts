/** What the pages of the proofs have in common. */
import type { Seat } from '../src/live/protocol'
import { openDevices } from '../src/media/devices'
import type { MediaEngine } from '../src/media/engine'

/** What a page is asked from outside. */
export interface Probe {
  engine: MediaEngine | null
  glance(): Promise<object>
}

declare global {
  interface Window {
    probe: Probe
    relay(to: string, data: unknown): void
  }
}

/** Every connection between browsers that this page has made. */
export const connections: RTCPeerConnection[] = []

const Native = RTCPeerConnection
window.RTCPeerConnection = class extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(configuration)
    connections.push(this)
  }
}

export const seat = (id: string): Seat => ({
  id,
  personId: `person-${id}`,
  name: id,
  role: 'participant',
  state: 'present',
  hand: null,
  audio: 'on',
  video: 'on',
  screen: 'off',
  quality: 4,
  since: '',
  rev: 0,
})

/** Before any connection is made: without a granted device Chromium gathers no loopback candidates. */
export async function devices(): Promise<MediaStream> {
  const { stream, problems } = await openDevices({ audio: true, video: true })
  if (Object.keys(problems).length > 0) throw new Error(`devices: ${JSON.stringify(problems)}`)
  return stream
}
