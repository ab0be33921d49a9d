/** Two quiet notes, a third apart: enough to know that the speaker works, nothing that startles. */
const NOTES = [
  { hz: 523.25, from: 0, seconds: 0.45 },
  { hz: 659.25, from: 0.45, seconds: 0.65 },
] as const
const VOLUME = 0.12
const LENGTH_MS = 1_150
/** A context that a browser never lets run must not leave its button pressed for ever. */
const DEADLINE_MS = 3_000

type SinkContext = AudioContext & { setSinkId?: (id: string) => Promise<void> }

/** Plays the tone, on the chosen speaker where the browser can choose; resolves when it is over. */
export async function playTestTone(sinkId?: string): Promise<void> {
  const context: SinkContext = new AudioContext()
  try {
    if (sinkId) await context.setSinkId?.(sinkId)
    await within(DEADLINE_MS, context.resume())
    const start = context.currentTime + 0.05
    for (const { hz, from, seconds } of NOTES) {
      const note = context.createOscillator()
      const gain = context.createGain()
      note.frequency.value = hz
      gain.gain.setValueAtTime(0, start + from)
      gain.gain.linearRampToValueAtTime(VOLUME, start + from + 0.05)
      gain.gain.linearRampToValueAtTime(0, start + from + seconds)
      note.connect(gain).connect(context.destination)
      note.start(start + from)
      note.stop(start + from + seconds)
    }
    await new Promise((resolve) => setTimeout(resolve, LENGTH_MS))
  } finally {
    context.close().catch(() => undefined)
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no sound output')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
