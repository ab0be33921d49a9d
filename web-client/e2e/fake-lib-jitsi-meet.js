/**
 * A FAKE of lib-jitsi-meet for `jitsi.e2e.mjs`: everybody who comes is in a conference at once, alone, and nothing is
 * carried. `window.fakeBreaks()` breaks its connections, and lets no other one come about.
 */
;(() => {
  const REFUSALS = [
    'AUTHENTICATION_REQUIRED',
    'CONFERENCE_ACCESS_DENIED',
    'CONFERENCE_MAX_USERS',
    'MEMBERS_ONLY_ERROR',
    'NOT_ALLOWED_ERROR',
    'PASSWORD_REQUIRED',
    'RESERVATION_ERROR',
  ]
  const names = (...all) => Object.fromEntries(all.map((name) => [name, name]))
  let broken = false
  const connections = []
  class Emitter {
    handlers = {}
    on(event, handler) {
      ;(this.handlers[event] ??= []).push(handler)
    }
    addEventListener(event, handler) {
      this.on(event, handler)
    }
    emit(event, ...args) {
      for (const handler of this.handlers[event] ?? []) handler(...args)
    }
  }
  class Conference extends Emitter {
    join() {
      setTimeout(() => this.emit('CONFERENCE_JOINED'))
    }
    async leave() {}
    async addTrack() {}
    async removeTrack() {}
    async replaceTrack() {}
    setReceiverConstraints() {}
    isE2EESupported() {
      return false
    }
    toggleE2EE() {}
    getActivePeerConnection() {
      return null
    }
  }
  class JitsiConnection extends Emitter {
    connect() {
      connections.push(this)
      setTimeout(() => this.emit(broken ? 'CONNECTION_FAILED' : 'CONNECTION_ESTABLISHED'))
    }
    async disconnect() {}
    initJitsiConference() {
      return new Conference()
    }
  }
  window.fakeBreaks = () => {
    broken = true
    for (const connection of connections.splice(0)) connection.emit('CONNECTION_FAILED')
  }
  window.JitsiMeetJS = {
    JitsiConnection,
    events: {
      connection: names('CONNECTION_ESTABLISHED', 'CONNECTION_FAILED', 'CONNECTION_DISCONNECTED'),
      conference: names(
        'CONFERENCE_JOINED',
        'CONFERENCE_FAILED',
        'CONFERENCE_LEFT',
        'CONNECTION_ESTABLISHED',
        'CONNECTION_INTERRUPTED',
        'CONNECTION_RESTORED',
        'DOMINANT_SPEAKER_CHANGED',
        'KICKED',
        'PARTCIPANT_FEATURES_CHANGED',
        'SUSPEND_DETECTED',
        'TRACK_ADDED',
        'TRACK_MUTE_CHANGED',
        'TRACK_REMOVED',
        'TRACK_UNMUTE_REJECTED',
        'USER_JOINED',
        'USER_LEFT',
      ),
    },
    errors: { connection: names('PASSWORD_REQUIRED'), conference: names(...REFUSALS) },
    logLevels: { ERROR: 'error' },
    init() {},
    setLogLevel() {},
    createLocalTracksFromMediaStreams: (all) => all.map(() => ({})),
  }
})()
