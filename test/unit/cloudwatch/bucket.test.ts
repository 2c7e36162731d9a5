import { expect, it } from 'vitest'
import { addTo, emptyBucket, merged } from '#local/cloudwatch/bucket.ts'
import { statisticOf } from '#local/cloudwatch/statistic.ts'

const value = (index: number) => 1000 + ((index * 7919) % 20_011) + (index % 3) / 10

it('counts exactly and keeps percentiles, without keeping every value of a load', () => {
  const bucket = emptyBucket()
  const all = Array.from({ length: 20_000 }, (_, index) => value(index))
  for (const one of all) addTo(bucket, { values: [[one, 1]] })
  expect(bucket).toMatchObject({ count: 20_000, min: Math.min(...all), max: Math.max(...all) })
  expect(bucket.sum).toBeCloseTo(all.reduce((sum, one) => sum + one, 0))
  expect(bucket.values!.length).toBeLessThan(1500)
  expect(bucket.values!.reduce((sum, [, count]) => sum + count, 0)).toBe(20_000)
  const sorted = all.toSorted((left, right) => left - right)
  for (const share of [0.01, 0.5, 0.9, 0.99]) {
    const found = statisticOf(`p${share * 100}`)(bucket)!
    expect(Math.abs(found / sorted[Math.ceil(share * all.length) - 1]! - 1)).toBeLessThan(0.006)
  }
  expect(merged([bucket, bucket])!.count).toBe(40_000)
})

it('keeps few values as they are, and counts one that comes again where it stands', () => {
  const bucket = emptyBucket()
  for (const one of [1.2345, 0, 1.2345, -7, 0]) addTo(bucket, { values: [[one, 1]] })
  const kept = [
    [1.2345, 2],
    [0, 2],
    [-7, 1],
  ]
  expect(bucket.values).toEqual(kept)
  const afterRestart = JSON.parse(JSON.stringify(bucket))
  addTo(afterRestart, { values: [[0, 3]] })
  expect(afterRestart.values[1]).toEqual([0, 5])
})
