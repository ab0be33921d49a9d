import { describe, expect, it, vi } from 'vitest'
import type { Opened, Wanted } from '../media/devices'
import { FakeStream } from '../media/testing'
import { LocalMedia } from './local-media.svelte'
import type { Services } from './services'

vi.stubGlobal('MediaStream', FakeStream)

class Track extends EventTarget {
  enabled = true
  stopped = false
  stop(): void {
    this.stopped = true
  }
}

/** Devices that open when we say so, and everything they ever gave. */
function bench(choice = { audio: false, video: false }) {
  const tracks: Track[] = []
  const waiting: (() => void)[] = []
  const track = (): MediaStreamTrack => {
    const made = new Track()
    tracks.push(made)
    return made as unknown as MediaStreamTrack
  }
  const openDevices = vi.fn(
    (wanted: Wanted) =>
      new Promise<Opened>((resolve) => {
        waiting.push(() => {
          const audio = wanted.audio ? [track()] : []
          const video = wanted.video ? [track()] : []
          const stream = {
            getAudioTracks: () => audio,
            getVideoTracks: () => video,
            getTracks: () => [...audio, ...video],
          }
          resolve({ stream: stream as unknown as MediaStream, problems: {} })
        })
      }),
  )
  const screenTrack = vi.fn(
    () => new Promise<MediaStreamTrack | null>((resolve) => waiting.push(() => resolve(track()))),
  )
  const empty = { getAudioTracks: () => [], getVideoTracks: () => [] } as unknown as MediaStream
  const local = new LocalMedia({ openDevices, screenTrack } as unknown as Services['devices'], choice, empty)
  const open = async (): Promise<void> => {
    for (const each of waiting.splice(0)) each()
    // Past every promise that hangs on them.
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { local, tracks, open, openDevices, screenTrack }
}

describe('our devices', () => {
  it.each(['microphone', 'camera', 'share'] as const)('opens once for two quick clicks: %s', async (what) => {
    const { local, tracks, open, openDevices, screenTrack } = bench()
    const both = [local[what](true), local[what](true)]
    await open()
    expect(await Promise.all(both)).toEqual([true, true])
    expect(openDevices.mock.calls.length + screenTrack.mock.calls.length).toBe(1)
    expect(tracks.filter((track) => !track.stopped)).toHaveLength(1)
    local.close()
    expect(tracks.every((track) => track.stopped)).toBe(true)
  })

  it.each(['microphone', 'camera', 'share'] as const)('obeys an off that came while it opened: %s', async (what) => {
    const { local, tracks, open } = bench()
    const on = local[what](true)
    await local[what](false)
    await open()
    expect(await on).toBe(true)
    expect(local.wish).toEqual({ audio: 'off', video: 'off', screen: 'off' })
    expect(tracks.every((track) => track.stopped || !track.enabled)).toBe(true)
  })

  it('sends no sound after a room that froze while the microphone opened', async () => {
    const { local, tracks, open } = bench({ audio: true, video: false })
    local.hold(true)
    await open()
    local.hold(false)
    expect(local.micOn).toBe(false)
    expect(tracks.map((track) => track.enabled)).toEqual([false])
  })

  it('opens again after it was closed, and lets go what comes after the end', async () => {
    const { local, tracks, open } = bench()
    for (const on of [true, false, true]) {
      const done = local.camera(on)
      await open()
      expect(await done).toBe(true)
    }
    expect(tracks.map((track) => track.stopped)).toEqual([true, false])
    const late = local.microphone(true)
    local.close()
    await open()
    expect(await late).toBe(false)
    expect(tracks.every((track) => track.stopped)).toBe(true)
  })
})
