import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

// npm run test:kills -- <kills> [--seed <n>]: the runtime under the loop, killed at that many seeded moments.
const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } })
const [kills = '200'] = positionals
const seed = values.seed ?? '1'
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e/killed.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, TRIMTAB_KILLS: kills, TRIMTAB_SEED: seed },
})
process.exitCode = status ?? 1
