import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { Pool } from '#cli/simulate/pool.ts'

let pool: Pool
/** On a machine that has next to no time for it. */
let starved: Pool

beforeAll(async () => {
  const { packageDir } = await ensurePackaged(projectRoot)
  pool = new Pool(2, packageDir)
  vi.stubEnv('NODE_OPTIONS', `--import ${new URL('./support/runaway-machine.ts', import.meta.url)}`)
  starved = new Pool(1, packageDir)
  vi.unstubAllEnvs()
}, 120_000)

afterAll(() => {
  pool?.close()
  starved?.close()
})

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

test('a seed has one history to the millisecond, however slow the machine, and what is selected alone happens again', {
  timeout,
}, async () => {
  const [one, other] = await Promise.all([pool.run(7), starved.run(7)])
  expect(other).toEqual(one)
  const again = await pool.run(7, one.selection)
  expect(again.history).toEqual(one.history)
})

test('a seed that never ends is given up, and the next one is simulated', { timeout }, async () => {
  const { packageDir } = await ensurePackaged(projectRoot)
  const impatient = new Pool(1, packageDir, { cpuSeconds: 1, idleSeconds: 60 })
  try {
    for (const seed of [7, 5]) {
      const { violations, history } = await impatient.run(seed)
      expect(violations).toMatchObject([{ invariant: 'all comes to rest' }])
      expect(history).toEqual([])
    }
  } finally {
    impatient.close()
  }
})
