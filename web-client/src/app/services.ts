import * as api from '../live/api'
import type { LiveSession } from '../live/live-session'
import type { MediaOffer } from '../live/protocol'
import { openLive } from '../live/socket'
import { listDevices, openDevices, screenTrack, watchDevices } from '../media/devices'
import { chosen, prepareMedia } from '../media/choose'
import type { MakeEngine } from '../media/engine'
import { meter } from '../media/level'
import { playTestTone } from '../media/speaker-test'

/** Everything the screens need of the world outside, in one place, so that tests can give them another world. */
export interface Services {
  readonly api: Pick<
    typeof api,
    'signIn' | 'signOut' | 'me' | 'sessions' | 'attendance' | 'programs' | 'chooseProgramMedia'
  >
  readonly openLive: (sessionId: string) => LiveSession
  readonly makeEngine: MakeEngine
  /** Loads what the media will need, while somebody waits. */
  readonly prepareMedia?: (offer: MediaOffer) => void
  readonly devices: {
    readonly listDevices: typeof listDevices
    readonly openDevices: typeof openDevices
    readonly watchDevices: typeof watchDevices
    readonly screenTrack: typeof screenTrack
    readonly meter: typeof meter
    readonly playTestTone: typeof playTestTone
  }
}

export const real: Services = {
  api,
  openLive: (sessionId) => openLive(sessionId),
  makeEngine: chosen,
  prepareMedia,
  devices: { listDevices, openDevices, watchDevices, screenTrack, meter, playTestTone },
}
