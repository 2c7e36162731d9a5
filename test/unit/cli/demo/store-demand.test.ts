import { expect, test } from 'vitest'
import { REQUESTS_PER_LINE } from '#cli/demo/store-demand/requests-of-day.ts'
import { requestsOfWeek } from '#cli/demo/store-demand/requests-of-week.ts'
import { resultOf } from '#cli/demo/store-demand/result.ts'
import { servedOf } from '#cli/demo/store-demand/served.ts'
import { dayLabels } from '#cli/demo/store-demand/tell-week.ts'

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)
const hours = (minutes: Int32Array, from: number, to: number) => sum(minutes.subarray(from * 60, to * 60))

test('a day has as many requests as its order lines ask for, and the same ones each time', () => {
  const minutes = requestsOfWeek([{ linesOrdered: 30 }], [])
  expect(minutes).toHaveLength(1440)
  expect(sum(minutes) / (30 * REQUESTS_PER_LINE)).toBeCloseTo(1, 1)
  expect(requestsOfWeek([{ linesOrdered: 30 }], [])).toEqual(minutes)
})

test('a holiday has the hours of a weekend: fewer in the morning, more in the evening', () => {
  const ordinary = requestsOfWeek([{ linesOrdered: 30 }], [])
  const holiday = requestsOfWeek([{ linesOrdered: 30 }], ['2026-12-07'])
  expect(hours(holiday, 8, 12)).toBeLessThan(0.9 * hours(ordinary, 8, 12))
  expect(hours(holiday, 18, 23)).toBeGreaterThan(1.3 * hours(ordinary, 18, 23))
})

test('what is over is counted against the instances in service, what is paid for by those asked for', () => {
  const replayed = { requests: 24, failed: 0, inService: Int32Array.of(1, 1, 2), paidFor: Int32Array.of(1, 2, 2) }
  expect(servedOf(replayed, [4, 10, 10], 6)).toEqual({
    requestsOver: 4 / 24,
    instanceHours: 5 / 60,
    capacity: replayed.inService,
    over: Float64Array.of(0, 4, 0),
  })
})

test('each day is named below where it begins', () => {
  const labels = dayLabels(7, 106)
  expect(labels.indexOf('Mon 12-07')).toBe(6)
  expect(labels.indexOf('Sun 12-13')).toBe(6 + Math.floor((6 * 100) / 7))
  expect(dayLabels(7, 40)).toMatch(/^ {6}Mon +Tue /)
})

const fared = { requestsOver: 0.002, instanceHours: 400, capacity: Int32Array.of(1, 8), over: Float64Array.of(0, 0) }
const manifest = { ...fared, name: 'manifest', hoursVsOracle: 1.3 }
const facts = { seconds: 60, days: 7, modelVersion: 1 }
const all = { requests: 50_000, failed: 0 }

test('the replay is content when all was answered and the fleet followed as it was said to', () => {
  expect(resultOf(facts, all, fared, { manifest })).toMatchObject({ ok: true, instanceHours: 400, peakInstances: 8 })
})

test.each([
  ['a request failed', { all: { requests: 50_000, failed: 1 } }],
  ['the fleet never grew', { fared: { ...fared, capacity: Int32Array.of(1, 1) } }],
  ['a tenth of the requests was over', { fared: { ...fared, requestsOver: 0.1 } }],
  ['it took half as many hours again', { fared: { ...fared, instanceHours: 600 } }],
])('it is not when %s', (_, change) => {
  const { all: requests, fared: served } = { all, fared, ...change }
  expect(resultOf(facts, requests, served, { manifest }).ok).toBe(false)
})
