import { expect, it } from 'vitest'
import { FakeLive, fakeRoom, fakeSeat } from '../dev/fake-live'
import { LiveView } from './live-view.svelte'

it('keeps a call for help, however often others call', () => {
  const live = new FakeLive(fakeRoom([fakeSeat(0), fakeSeat(2), fakeSeat(3)]), 's0')
  const view = new LiveView(live)
  live.distress('s2')
  const first = view.alerts[0]?.key ?? 0
  for (let call = 0; call < 50; call++) live.distress('s3')
  expect(view.alerts.map(({ from }) => from)).toEqual(['s2', 's3'])
  live.distress('s2')
  expect(view.alerts.map(({ from }) => from)).toEqual(['s3', 's2'])
  // Called anew, so it is told anew.
  expect(view.alerts[1]?.key).toBeGreaterThan(first)
  view.close()
})
