/**
 * The screens with nobody behind them, for looking at them and for the checks of accessibility. `npm run dev`, then
 * `/dev.html?screen=room&role=host&people=6`. Not part of the build.
 */
import { mount } from 'svelte'
import App from '../app/App.svelte'
import { router } from '../app/router.svelte'
import type { Services } from '../app/services'
import { settings, type Language, type Theme } from '../app/settings.svelte'
import { ApiProblem, type Attendance, type SessionSummary } from '../live/api'
import { FakeLive, fakeRoom, fakeSeat } from './fake-live'
import type { MediaNote } from '../media/engine'
import { canvasStream, fakeEngine } from './fake-media'
import '../style/tokens.css'
import '../style/base.css'
import '../style/controls.css'

const wish = new URLSearchParams(location.search)
const screen = wish.get('screen') ?? 'room'
const role = wish.get('role') ?? 'participant'
const people = Number(wish.get('people') ?? 6)
const own = role === 'host' ? 's0' : 's2'

settings.set({ theme: (wish.get('theme') ?? 'auto') as Theme, language: (wish.get('lang') ?? 'en') as Language })

const now = Date.now()
const minutes = (count: number): string => new Date(now + count * 60_000).toISOString()

const sessions: SessionSummary[] = [
  ['Evening group', 'group', -30, 150, 'open'],
  ['One to one', 'individual', 35, 85, 'waiting'],
  ['Family evening', 'family', 60 * 50, 60 * 51, 'waiting'],
  ['Evening group', 'group', 60 * 74, 60 * 77, 'waiting'],
].map(([title, kind, from, to, phase], at) => ({
  id: `session-${at}`,
  title: title as string,
  kind: kind as SessionSummary['kind'],
  startsAt: minutes(from as number),
  endsAt: minutes(to as number),
  phase: phase as SessionSummary['phase'],
  capacity: 12,
  hosts: [
    { id: 'h', name: 'Maren H.' },
    { id: 'i', name: 'Tobias K.' },
  ],
  mine: true,
}))

const row = (
  at: number,
  status: Attendance['people'][number]['status'],
  intervals: [number, number, Attendance['people'][number]['intervals'][number]['endedBy']][],
  late: number,
  early: number,
): Attendance['people'][number] => ({
  personId: `p${at}`,
  name: fakeSeat(at).name,
  role: fakeSeat(at).role,
  seconds: intervals.reduce((sum, [from, to]) => sum + (to - Math.max(0, from)) * 60, 0),
  firstJoinAt: null,
  lastLeaveAt: null,
  lateSeconds: late * 60,
  leftEarlySeconds: early * 60,
  status,
  intervals: intervals.map(([from, to, endedBy]) => ({ from: minutes(from - 200), to: minutes(to - 200), endedBy })),
  onMedia: intervals.map(([from, to]) => ({ from: minutes(from - 199), to: minutes(to - 201) })),
})

const attendance: Attendance = {
  sessionId: 'x',
  startsAt: minutes(-200),
  endsAt: minutes(-20),
  zone: 'America/New_York',
  over: true,
  sealed: false,
  people: [
    row(0, 'attended', [[-5, 180, 'session-end']], 0, 0),
    row(2, 'attended', [[0, 180, 'session-end']], 0, 0),
    row(
      3,
      'partial',
      [
        [22, 61, 'lost'],
        [64, 140, 'leave'],
      ],
      22,
      40,
    ),
    row(4, 'no-show', [], 0, 0),
    row(5, 'attended', [[4, 180, 'session-end']], 4, 0),
  ],
}

function live(): FakeLive {
  const count = Math.max(people, 3)
  const seats = Array.from({ length: count }, (_, at) => fakeSeat(at, at === Number(own.slice(1)) ? {} : {}))
  const raised = (ago: number): string => new Date(now - ago * 1000).toISOString()
  if (screen === 'waiting') {
    const mine = fakeSeat(2, { state: 'waiting' })
    return new FakeLive(fakeRoom([mine], { phase: wish.get('phase') === 'waiting' ? 'waiting' : 'open' }), mine.id)
  }
  const dressed = seats.map((seat, at) =>
    at === 3 && count > 4
      ? { ...seat, hand: raised(20) }
      : at === 5
        ? { ...seat, hand: raised(60) }
        : at === 4
          ? { ...seat, state: 'reconnecting' as const }
          : seat,
  )
  if (role === 'host' && wish.has('queue')) {
    dressed.push(fakeSeat(10, { state: 'waiting' }), fakeSeat(11, { state: 'waiting', role: 'family' }))
  }
  return new FakeLive(fakeRoom(dressed, { spotlight: wish.get('spotlight') }), own)
}

const fake = live()
const person = {
  id: 'me',
  name: role === 'host' ? 'Maren H.' : 'Ana Lucía R.',
  role: role === 'host' ? 'lead' : 'participant',
  roles: [role === 'host' ? 'lead' : 'participant'],
}

const services: Services = {
  api: {
    signIn: async () => {
      throw new ApiProblem(401, 'not-signed-in', '')
    },
    signOut: async () => undefined,
    me: async () => {
      if (screen === 'sign-in') throw new ApiProblem(401, 'not-signed-in', '')
      return person
    },
    sessions: async () => (wish.has('empty') ? [] : sessions),
    attendance: async () => attendance,
    programs: async () => [
      { id: 'a', name: 'Evening IOP', role: 'lead', media: { e2ee: true } },
      { id: 'b', name: 'Aftercare', role: 'counselor', media: { e2ee: false } },
    ],
    chooseProgramMedia: async (_program, e2ee) => ({ e2ee }),
  },
  openLive: () => fake,
  makeEngine: () => fakeEngine(wish.has('overloaded'), (wish.get('note')?.split(',') ?? []) as MediaNote[]),
  devices: {
    listDevices: async () => ({
      microphones: [{ id: 'm1', label: 'Built-in microphone' }],
      cameras: [{ id: 'c1', label: 'Front camera' }],
      speakers: [{ id: 'o1', label: 'Headphones' }],
    }),
    openDevices: async (wanted) => {
      const problem = wish.get('problem') as 'denied' | null
      if (problem) return { stream: new MediaStream(), problems: { audio: problem, video: problem } }
      const audio = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()
      return {
        stream: new MediaStream([
          ...(wanted.audio ? audio : []),
          ...(wanted.video ? canvasStream(9).getVideoTracks() : []),
        ]),
        problems: {},
      }
    },
    watchDevices: () => () => undefined,
    screenTrack: async () => null,
    meter: (_track, listener) => {
      listener(0.4)
      return () => undefined
    },
    playTestTone: async () => undefined,
  },
}

const pages = { sessions: 'sessions', attendance: 'attendance' } as const
if (screen === 'sign-in') router.route = { page: 'home' }
else if (screen in pages) {
  router.route = screen === 'attendance' ? { page: 'attendance', sessionId: 'x' } : { page: 'sessions' }
} else router.route = { page: 'join', sessionId: 'demo' }

const target = document.getElementById('app')
if (target) mount(App, { target, props: { services } })
Object.assign(window, { fake })
