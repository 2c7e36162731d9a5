import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

// npm run test:rollouts -- <rollouts> [--seed <n>]: one model line through that many rollouts, asked all the while.
const { positionals, values } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' } } })
const [rollouts = '1000'] = positionals
const seed = values.seed ?? '1'
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/e2e/rollouts.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, TRIMTAB_ROLLOUTS: rollouts, TRIMTAB_SEED: seed },
})
process.exitCode = status ?? 1
