/** About ten a second: enough for a meter that looks alive, and cheap on a phone. */
const EVERY_MS = 100

/**
 * Measures a microphone about ten times a second and tells its level, 0 to 1, until the returned way to stop is
 * called. A browser may keep audio suspended until the person touches the page: the level is 0 until then.
 */
export function meter(track: MediaStreamTrack, listener: (level: number) => void): () => void {
  let context: AudioContext
  try {
    context = new AudioContext()
  } catch {
    // No audio output here, or too many contexts: a meter is not worth an error.
    return () => undefined
  }
  const analyser = context.createAnalyser()
  analyser.fftSize = 512
  const source = context.createMediaStreamSource(new MediaStream([track]))
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const stop = new AbortController()
  const wake = (): void => {
    if (context.state === 'suspended' && !stop.signal.aborted) context.resume().catch(() => undefined)
  }
  wake()
  for (const touch of ['pointerdown', 'keydown'] as const) {
    addEventListener(touch, wake, { signal: stop.signal, passive: true })
  }
  const timer = setInterval(() => {
    if (context.state !== 'running') return listener(0)
    analyser.getFloatTimeDomainData(samples)
    listener(loudness(samples))
  }, EVERY_MS)
  return () => {
    if (stop.signal.aborted) return
    stop.abort()
    clearInterval(timer)
    source.disconnect()
    context.close().catch(() => undefined)
  }
}

/** The root of the mean square, stretched so that ordinary speech fills about half of the scale. */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const power = Math.sqrt(sum / Math.max(1, samples.length))
  return Number.isFinite(power) ? Math.min(1, power * 4) : 0
}
