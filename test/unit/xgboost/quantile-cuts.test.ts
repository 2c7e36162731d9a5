import fc from 'fast-check'
import { expect, it } from 'vitest'
import { allocateBins, binRows } from '#containers/xgboost/data/bin-rows.ts'
import { cutsOfFeature, quantileCuts } from '#containers/xgboost/data/quantile-cuts.ts'
import { radixSort } from '#containers/xgboost/data/radix-sort.ts'

const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 })

it('sorts floats as numbers', () => {
  fc.assert(
    fc.property(floats, (values) => {
      expect([...radixSort(Float32Array.from(values))].map((v) => v + 0)).toEqual(
        [...Float32Array.from(values).sort()].map((v) => v + 0),
      )
    }),
  )
})

it('gives each of few distinct values a bin of its own', () => {
  const cuts = cutsOfFeature(Float32Array.from([3, 1, 2, 2, 1]), 256)
  expect(cuts.slice(0, 2)).toEqual([2, 3])
  expect(cuts[2]).toBeGreaterThan(3)
})

it('cuts many values into at most max_bin bins of about the same size', () => {
  const values = Float32Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_000)
  const cuts = cutsOfFeature(values, 16)
  expect(cuts).toHaveLength(16)
  expect(cuts[0]).toBe(625)
  expect(cuts[7]).toBe(5000)
})

it('puts every value below its cut and missing values in a slot of their own', () => {
  fc.assert(
    fc.property(floats, (present) => {
      const values = Float32Array.from([...present, Number.NaN])
      const cuts = quantileCuts(values, values.length, 1, 8)
      const bins = allocateBins(values.length, cuts)
      binRows(values, bins, cuts, 0, values.length)
      present.forEach((_, row) => {
        const bin = bins[row]!
        expect(values[row]).toBeLessThan(cuts.values[bin]!)
        if (bin > 0) expect(values[row]).toBeGreaterThanOrEqual(cuts.values[bin - 1]!)
      })
      expect(bins[present.length]).toBe(cuts.slotStart[1]! - 1)
    }),
  )
})
