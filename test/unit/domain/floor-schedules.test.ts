import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floorSchedules } from '#shared/domain/scaling/floor-schedules.ts'
import { policyOfScale } from '#shared/domain/scaling/policy-of-scale.ts'
import { slotMinutes, slotsOfWeek, usualDemand, weeklyDemand } from '#shared/domain/scaling/weekly-demand.ts'
import { manifestWith } from '../manifest/manifest-text.ts'

const sunday = Date.UTC(2026, 2, 1)
const week = slotsOfWeek * slotMinutes

test('schedules keep the floor of every half hour, and are a manifest that is sound', () => {
  const levels = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: slotsOfWeek, maxLength: slotsOfWeek })
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 29 }), (floors, lead) => {
      const schedules = floorSchedules(floors, 9, 'UTC', lead)
      expect(schedules.length).toBeLessThanOrEqual(190)
      const { scale } = manifestWith({ scale: { min: 1, max: 9, schedules } })
      const policy = policyOfScale('', scale!, { start: sunday, perMinute: new Float64Array(week) })
      let [min, next] = [policy.min, 0]
      for (let minute = 0; minute < week; minute++) {
        for (; policy.changes[next]?.minute === minute; next++) min = policy.changes[next]!.min
        if (schedules.length > 0) expect(min).toBeGreaterThanOrEqual(floors[Math.floor(minute / slotMinutes)]!)
      }
    }),
    { numRuns: 15 },
  )
})

test('a flat floor needs no schedule, and days that change alike share one', () => {
  expect(
    floorSchedules(
      Array.from({ length: slotsOfWeek }, () => 2),
      9,
      'UTC',
      5,
    ),
  ).toEqual([])
  const office = Array.from({ length: slotsOfWeek }, (_, slot) => (slot % 48 >= 18 && slot % 48 < 36 ? 4 : 1))
  expect(floorSchedules(office, 9, 'Asia/Manila', 5)).toEqual([
    { name: 'at-0855-from-4', cron: 'cron(55 8 * * ? *)', timezone: 'Asia/Manila', min: 4, max: 9 },
    { name: 'at-1800-from-1', cron: 'cron(0 18 * * ? *)', timezone: 'Asia/Manila', min: 1, max: 9 },
  ])
})

test('a rhythm is learnt on the clocks of its zone', () => {
  const perMinute = Float64Array.from({ length: 14 * 1440 }, (_, minute) => (minute % 1440 === 60 ? 7 : 1))
  const seen = weeklyDemand({ start: sunday, perMinute }, 'Asia/Manila')
  // 01:00 UTC is 09:00 there.
  const usual = usualDemand(seen, 'daily', 0.5)
  expect([...usual.slice(0, 48)].flatMap((most, slot) => (most === 7 ? [slot] : []))).toEqual([18])
})
