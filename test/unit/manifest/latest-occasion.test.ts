import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latestOccasion } from '#shared/manifest/clock/latest-occasion.ts'
import { occasionsOf } from '#shared/manifest/clock/occasions.ts'

test.each([
  // Berlin's clocks go from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25 October.
  ['left out by a change of clocks', 'cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-29T12:00Z', '2026-03-29T01:30Z'],
  ['left out, and not yet due', 'cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-29T01:29Z', '2026-03-28T01:30Z'],
  [
    'that comes twice, after the first',
    'cron(30 2 * * ? *)',
    'Europe/Berlin',
    '2026-10-25T01:00Z',
    '2026-10-25T00:30Z',
  ],
  [
    'that comes twice, after the second',
    'cron(30 2 * * ? *)',
    'Europe/Berlin',
    '2026-10-25T02:00Z',
    '2026-10-25T00:30Z',
  ],
  ['over a weekend', 'cron(0 19 ? * MON-FRI *)', 'Asia/Manila', '2026-03-08T20:00Z', '2026-03-06T11:00Z'],
  ['at the very minute', 'cron(0 19 ? * MON-FRI *)', 'Asia/Manila', '2026-03-06T11:00Z', '2026-03-06T11:00Z'],
  ['of last year', 'cron(0 0 1 JAN ? *)', 'UTC', '2026-12-31T23:59Z', '2026-01-01T00:00Z'],
  ['of the last leap year', 'cron(0 0 29 FEB ? *)', 'UTC', '2026-03-01T00:00Z', '2024-02-29T00:00Z'],
  ['that is to come', 'cron(0 0 1 JAN ? 2030)', 'UTC', '2026-03-01T00:00Z', undefined],
])('an occasion %s', (_, expression, timezone, now, latest) => {
  const found = latestOccasion({ expression, timezone }, Date.parse(now))
  expect(found && new Date(found).toISOString().replace(':00.000', '')).toBe(latest)
})

test('no occasion lies between the latest one and now', () => {
  const zones = fc.constantFrom('UTC', 'Asia/Manila', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
  const time = fc.record({
    minute: fc.nat(59),
    hour: fc.nat(23),
    days: fc.constantFrom('*', 'MON-FRI', 'SUN', 'SAT,SUN'),
  })
  const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
  fc.assert(
    fc.property(zones, time, instant, (timezone, { minute, hour, days }, now) => {
      const occasion = { expression: `cron(${minute} ${hour} ? * ${days} *)`, timezone }
      const latest = latestOccasion(occasion, now)!
      expect(latest).toBeLessThanOrEqual(now)
      expect([...occasionsOf(occasion, latest + 1, now + 1)]).toEqual([])
    }),
  )
})
