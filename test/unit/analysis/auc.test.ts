import fc from 'fast-check'
import { expect, it } from 'vitest'
import { aucOf } from '#shared/analysis/auc.ts'

const columns = fc
  .array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: -20, max: 20 }) }), {
    minLength: 2,
  })
  .map((rows) => ({ labels: rows.map((row) => row.label), scores: rows.map((row) => row.score) }))

function pairByPair(labels: number[], scores: number[]): number | null {
  let wins = 0
  let pairs = 0
  labels.forEach((label, i) => {
    if (label !== 1) return
    labels.forEach((other, j) => {
      if (other !== 0) return
      pairs++
      wins += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0
    })
  })
  return pairs === 0 ? null : wins / pairs
}

it('is the share of pairs in which the positive row scores higher, ties counting half', () => {
  fc.assert(
    fc.property(columns, ({ labels, scores }) => {
      const expected = pairByPair(labels, scores)
      const found = aucOf(labels, scores)
      if (expected === null) expect(found).toBeNull()
      else expect(found).toBeCloseTo(expected, 12)
    }),
  )
})

it('does not change when scores go through a rising function', () => {
  fc.assert(
    fc.property(columns, ({ labels, scores }) => {
      expect(
        aucOf(
          labels,
          scores.map((score) => Math.exp(score / 10) * 3 - 5),
        ),
      ).toBe(aucOf(labels, scores))
    }),
  )
})

it('turns into its complement when scores change their sign', () => {
  fc.assert(
    fc.property(columns, ({ labels, scores }) => {
      const auc = aucOf(labels, scores)
      if (auc !== null)
        expect(
          aucOf(
            labels,
            scores.map((score) => -score),
          ),
        ).toBeCloseTo(1 - auc, 12)
    }),
  )
})
