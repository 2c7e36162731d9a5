import { expect, test } from 'vitest'
import { comparePolicies } from '#shared/domain/scaling/compare-policies.ts'
import { demandOf } from '#shared/domain/scaling/trace.ts'
import { manifestWith } from '../manifest/manifest-text.ts'

const instance = { perMinute: 100, serviceTime: 0.6, startMinutes: 4, queues: false }
/** Weeks of office hours with a lunch break, by the half hour. */
const office = demandOf({
  start: Date.UTC(2026, 2, 1),
  interval: 30 * 60_000,
  counts: Array.from({ length: 4 * 7 * 48 }, (_, slot) => {
    const [day, hour] = [Math.floor(slot / 48) % 7, (slot % 48) / 2]
    const open = day > 0 && day < 6 && hour >= 9 && hour < 18 && hour !== 12
    return 30 * ((open ? 700 : 60) + ((slot * 37) % 41))
  }),
})

test('on a rhythm the suggestion beats target tracking in both, and is a manifest that is sound', () => {
  const { policies, suggestion } = comparePolicies({
    demand: office,
    instance,
    count: 1,
    timezone: 'UTC',
    suggest: true,
  })
  const [manifest, tracking, fixed, suggested] = policies
  expect([manifest!.name, tracking!.name, fixed!.name, suggested!.name]).toEqual([
    'manifest',
    'target tracking at 70 %',
    'fixed at peak',
    'suggested',
  ])
  expect(suggested!.requestsOver).toBeLessThanOrEqual(tracking!.requestsOver)
  expect(suggested!.hoursVsOracle).toBeLessThan(1.1)
  expect(fixed!.requestsOver).toBe(0)
  expect(manifestWith({ scale: suggestion }).scale).toEqual(suggestion)
})

test('a trace is spread evenly over its minutes', () => {
  expect([...demandOf({ start: 0, interval: 90_000, counts: [3, 6] }).perMinute]).toEqual([2, 3, 4])
  expect(demandOf({ start: 0, interval: 20_000, counts: [1, 2, 3, 4] }).perMinute[1]).toBeCloseTo(4, 9)
})
