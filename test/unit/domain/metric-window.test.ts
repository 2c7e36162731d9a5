import { expect, it } from 'vitest'
import { metricWindow } from '#shared/domain/metric-window.ts'

it.each([
  ['whole minutes since the first', '08:00:20', '08:10:40', { from: '08:01', to: '08:08', periodSeconds: 60 }],
  [
    'the very minute, where it began with it',
    '08:00:00',
    '08:03:00',
    { from: '08:00', to: '08:01', periodSeconds: 60 },
  ],
  ['nothing while no minute is whole', '08:00:20', '08:03:59', undefined],
  ['nothing from a clock that is behind', '08:10:00', '08:00:00', undefined],
])('is %s', (_, since, now, expected) => {
  const found = metricWindow(`2026-03-02T${since}.000Z`, `2026-03-02T${now}.000Z`)
  const { from, to } = expected ?? {}
  expect(found).toEqual(expected && { ...expected, from: `2026-03-02T${from}:00.000Z`, to: `2026-03-02T${to}:00.000Z` })
})

it('is read by five minutes beyond a day, so that a week is one answer', () => {
  const window = metricWindow('2026-03-02T08:00:20.000Z', '2026-03-09T08:00:20.000Z')!
  expect(window).toEqual({ from: '2026-03-02T08:05:00.000Z', to: '2026-03-09T07:55:00.000Z', periodSeconds: 300 })
})
