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

test.each([13, 17, 30])('seed %i holds every invariant, and has one history', async (seed) => {
  const [one, other] = await Promise.all([pool.run(seed), pool.run(seed)])
  expect(one.violations).toEqual([])
  expect(one.runs).toBeGreaterThan(0)
  expect(other.history).toEqual(one.history)
})

test('what is selected alone happens again', async () => {
  const whole = await pool.run(17)
  const again = await pool.run(17, whole.selection)
  expect(again.history).toEqual(whole.history)
})
