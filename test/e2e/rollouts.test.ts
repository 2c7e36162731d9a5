import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { LineOfRollouts } from './rollouts/line-of-rollouts.ts'

/** How many; `npm run test:rollouts -- 1000` is the full number, and `--seed 2` another order. */
const ROLLOUTS = Number(process.env['TRIMTAB_ROLLOUTS'] ?? 12)
const SEED = Number(process.env['TRIMTAB_SEED'] ?? 1)
const stateDir = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'trimtab-rollouts-'))
let line: LineOfRollouts

beforeAll(async () => {
  const { packageDir } = await ensurePackaged(projectRoot)
  line = new LineOfRollouts(SEED, stateDir, packageDir)
  await line.start()
}, 300_000)
afterAll(async () => {
  await line?.stop()
  rmSync(stateDir, { recursive: true, force: true })
})

it(`${ROLLOUTS} rollouts lose no request (seed ${SEED})`, { timeout: 60_000 + ROLLOUTS * 30_000 }, async () => {
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 1000)
  const ended = new Map<string, number>()
  for (let n = 1; n <= ROLLOUTS; n++) {
    const { way, word, phase } = await line.next(n)
    // What is bad goes back, and what is good stays.
    const expected = way === 'rollback' || word !== 'good' ? ['rolled-back'] : ['watching', 'kept']
    expect(expected, `rollout ${n} by ${way} of a ${word} version`).toContain(phase)
    expect(await line.wrong(), `after rollout ${n} by ${way}`).toEqual([])
    expect(line.traffic.lost, `after rollout ${n} by ${way}`).toEqual([])
    ended.set(`${way} ${phase}`, (ended.get(`${way} ${phase}`) ?? 0) + 1)
    if (n % 50 === 0) console.log(`${n} rollouts, ${line.traffic.asked} requests, none lost, ${seconds()} s`)
  }
  const told = [...ended].sort().map(([what, times]) => `${what} ${times}`)
  console.log(
    `${ROLLOUTS} rollouts in ${seconds()} s: ${line.traffic.asked} requests, ${line.traffic.lost.length} lost; ${told.join(', ')}`,
  )
})
