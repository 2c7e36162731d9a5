import { expect, it } from 'vitest'
import { qualityDifference, type Scored } from '#shared/analysis/quality-difference.ts'
import { seededRandom } from '#shared/analysis/seeded-random.ts'

const errors = { lower: 0.05, upper: 0.05 }

/** Labels of which the score knows a part: 0 nothing, 1 everything. */
function scored(rows: number, seed: number, knows: number): Scored {
  const random = seededRandom(seed)
  const labels = Float64Array.from({ length: rows }, () => (random() < 0.3 ? 1 : 0))
  const predictions = labels.map((label) => knows * label + (1 - knows) * random())
  return { problem: 'binary', labels, predictions }
}

it('knows a worse ranking from an equal one, and how sure it is', () => {
  const equal = qualityDifference('auc', scored(1000, 1, 0.2), scored(400, 2, 0.2), errors)!
  expect(equal.lower).toBeLessThan(0)
  expect(equal.upper).toBeGreaterThan(0)
  const worse = qualityDifference('auc', scored(1000, 1, 0.3), scored(400, 2, 0.05), errors)!
  expect(worse.lower).toBeGreaterThan(0.1)
  expect(qualityDifference('logloss', scored(1000, 1, 0.3), scored(400, 2, 0.05), errors)!.lower).toBeGreaterThan(0)
})

it('has limits that are beyond the difference about as often as it says', () => {
  let below = 0
  for (let seed = 1; seed <= 120; seed++)
    if (qualityDifference('auc', scored(300, seed, 0.2), scored(150, seed + 1000, 0.2), errors)!.lower > 0) below++
  expect(below).toBeLessThanOrEqual(14)
})

it('is undefined where the metric is', () => {
  const one: Scored = { problem: 'binary', labels: [1, 1], predictions: [0.4, 0.6] }
  expect(qualityDifference('auc', one, one, errors)).toBeUndefined()
})
