import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { Pool } from '#cli/simulate/pool.ts'

let pool: Pool

beforeAll(async () => {
  const { packageDir } = await ensurePackaged(projectRoot)
  pool = new Pool(2, packageDir)
}, 120_000)

afterAll(() => pool?.close())

/** Seconds on a machine that has nothing else to do. */
const timeout = 240_000

// Canary, linear and judged rollouts, ways back, and what is removed by hand are among these.
test('seeds hold every invariant', { timeout }, async () => {
  const outcomes = await Promise.all([pool.run(5), pool.run(7)])
  for (const { violations, runs } of outcomes) {
    expect(violations).toEqual([])
    expect(runs).toBeGreaterThan(0)
  }
})

test('a seed has one history in any process, and what is selected alone happens again', { timeout }, async () => {
  const [whole, elsewhere] = await Promise.all([pool.run(7), pool.run(7)])
  expect(elsewhere.history).toEqual(whole.history)
  const again = await pool.run(7, whole.selection)
  expect(again.history).toEqual(whole.history)
})
