import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HurryingClock } from '#local/clock/hurrying-clock.ts'
import type { DecisionsAnswer } from '#shared/domain/api-answers.ts'
import { type LocalService, startLocal } from '../runtime/start-local.ts'
import { type Clients, clientsOf, MODEL } from './clients.ts'
import { FILES, type FirstModel, firstModel } from './first-model.ts'
import type { RolloutResult } from './follow-rollout.ts'
import type { Screen } from './screen.ts'
import { type TwoRollouts, twoRollouts } from './two-rollouts.ts'

/** An hour in a minute, whenever nothing is in flight. */
const HASTE = 60

export interface DemoResult {
  ok: boolean
  seconds: number
  runsStarted: number
  runsRefused: number
  aucServed: number | null
  requests: number
  failedRequests: number
  modelVersion: number | null
  rollouts: RolloutResult[]
}

/**
 * The whole loop on one machine: January trains a model, February meets it, a corrupt file changes nothing; then
 * February's model takes over step by step, and a bad one is taken back.
 */
export async function runDemo(screen: Screen): Promise<DemoResult> {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-demo-'))
  const clock = new HurryingClock()
  screen.heading('Trimtab on this machine')
  const service = await startLocal({
    stateDir: join(folder, 'state'),
    clock,
    // EventBridge delivers at least once: here every notification of S3 comes twice.
    duplicate: (event) => event.source === 'aws.s3',
    onPackaging: () => screen.say('  … packaging the service with the Serverless Framework (once per change)'),
  })
  try {
    told(screen, service)
    clock.hurry(HASTE)
    const clients = clientsOf(service)
    const first = await firstModel(screen, clients, folder)
    const two = await twoRollouts(screen, clients, first, folder, clock)
    const result = resultOf(first, two, Math.round((performance.now() - began) / 100) / 10)
    await summary(screen, clients, result, two)
    return result
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function told(screen: Screen, { took, endpoint }: LocalService): void {
  screen.done('packaged as for AWS', took.packaging)
  screen.done('every service of the template is up', took.starting, endpoint)
  screen.say(`    ${screen.colors.dim(`whenever it has nothing to do, its time runs ${HASTE} times as fast`)}`)
}

function resultOf(first: FirstModel, two: TwoRollouts, seconds: number): DemoResult {
  const { auc, runs, run, asked } = first
  const runsRefused = runs.filter(({ status }) => status === 'refused').length
  const failedRequests = asked.failed + two.asked.failed
  const result = {
    seconds,
    runsStarted: runs.length - runsRefused,
    runsRefused,
    aucServed: auc && Math.round(auc * 10_000) / 10_000,
    requests: asked.requests + two.asked.requests,
    failedRequests,
    modelVersion: run.version ?? null,
    rollouts: two.rollouts,
  }
  const loop = auc !== null && auc > 0.6 && runs.length === 2 && runsRefused === 1
  return { ok: loop && failedRequests === 0 && asExpected(two), ...result }
}

/** The canary's version serves, and still does after the other one was taken back for what it predicted. */
export function asExpected({ rollouts: [canary, judged], byItsNumbers }: TwoRollouts): boolean {
  return (
    canary?.type === 'canary' &&
    canary.verdict === 'advance' &&
    canary.steps === 2 &&
    judged?.type === 'judged' &&
    judged.verdict === 'roll-back' &&
    judged.steps >= 1 &&
    canary.servedVersion !== null &&
    judged.servedVersion === canary.servedVersion &&
    byItsNumbers
  )
}

async function summary(screen: Screen, { api }: Clients, result: DemoResult, two: TwoRollouts): Promise<void> {
  const { decisions } = await api.request<DecisionsAnswer>('GET', ['models', MODEL, 'decisions'])
  screen.heading('Summary')
  const rows: [string, string][] = [
    ['runs that January’s files started', `${result.runsStarted}  (${FILES} files, ${FILES * 2} notifications)`],
    ['runs refused', String(result.runsRefused)],
    ['decisions recorded', String(decisions.length)],
    ['AUC served on February', String(result.aucServed)],
    ...result.rollouts.map(({ type, verdict, steps, servedVersion }): [string, string] => [
      `rollout ${type}`,
      `${verdict} after ${steps} ${steps === 1 ? 'step' : 'steps'}; version ${servedVersion} serves`,
    ]),
    ['requests / failed, over both rollouts', `${two.asked.requests} / ${two.asked.failed}`],
    ['requests / failed, in all', `${result.requests} / ${result.failedRequests}`],
    ['seconds', String(result.seconds)],
  ]
  for (const [what, value] of rows) screen.say(`  ${what.padEnd(38)} ${screen.colors.bold(value)}`)
  screen.say(`\nNext: ${screen.colors.cyan('npm start')} leaves it running; then apply a model line of your own.`)
}
