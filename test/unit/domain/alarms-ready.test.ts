import { expect, test } from 'vitest'
import { type AlarmState, alarmsReady } from '#shared/domain/alarms-ready.ts'

const alarm = (name: string, state: string, reason?: string): AlarmState => ({ name, state, ...(reason && { reason }) })

test.each<[string, string[], AlarmState[], string | undefined, RegExp]>([
  ['all quiet', ['a', 'b'], [alarm('a', 'OK'), alarm('b', 'OK')], undefined, /none is raised/],
  ['without data, since nothing was served yet', ['a'], [alarm('a', 'INSUFFICIENT_DATA')], undefined, /none is raised/],
  ['one missing', ['a', 'b', 'c'], [alarm('a', 'OK')], 'missing', /no alarm of the name b, c/],
  [
    'one raised',
    ['a', 'b'],
    [alarm('a', 'OK'), alarm('b', 'ALARM', '7 > 5')],
    'raised',
    /before anything was changed: b \(7 > 5\);/,
  ],
  ['another’s raised', ['a'], [alarm('a', 'OK'), alarm('z', 'ALARM')], undefined, /none is raised/],
  ['one missing and one raised: it may come yet', ['a', 'b'], [alarm('b', 'ALARM')], 'missing', /name a$/],
  ['none wanted', [], [], undefined, /none is raised/],
])('alarms are told from each other: %s', (_name, wanted, found, obstacle, reason) => {
  const decision = alarmsReady(wanted, found)
  expect(decision.obstacle).toBe(obstacle)
  expect(decision.reason).toMatch(reason)
})
