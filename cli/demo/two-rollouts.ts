import type { Clock } from '#local/clock/clock.ts'
import type { RunsAnswer } from '#shared/domain/api-answers.ts'
import { type Clients, MODEL } from './clients.ts'
import { type FirstModel, january } from './first-model.ts'
import { featuresOf, type HeldOut, writeMonth, writeWronglyJoined } from './flights.ts'
import { followRollout, type RolloutResult, type Stand } from './follow-rollout.ts'
import { nextRun } from './follow-run.ts'
import { applyLine, lineFolder } from './line.ts'
import type { Screen } from './screen.ts'
import { checksOf, ShownRollout } from './show-rollout.ts'
import { SteadyTraffic } from './steady-traffic.ts'

const FEBRUARY = '2001-02/part 1.parquet'
const ASKED = 20_000

/** How the wrongly joined model comes to traffic: a little of it, and back when its numbers are worse. */
const JUDGED = {
  type: 'judged',
  judged: {
    weights: [10, 50],
    interval: '1m',
    minimumRequests: 300,
    failedChecks: 0,
    // The machine of a demo does other things too: only what is many times as slow tells of the model.
    limits: { p50: 5, p99: 20, predictions: 0.2, quality: 0.05 },
  },
}

export interface TwoRollouts {
  rollouts: RolloutResult[]
  asked: { requests: number; failed: number }
  /** Whether the second was taken back for what it predicted. */
  byItsNumbers: boolean
}

/** February's model takes over by a canary; one from wrongly joined data is judged beside it, and taken back. */
export async function twoRollouts(
  screen: Screen,
  clients: Clients,
  first: FirstModel,
  folder: string,
  clock: Clock,
): Promise<TwoRollouts> {
  const { endpointName } = first
  screen.heading('February’s model comes to traffic as a canary, while March asks')
  const february = await screen.step(
    'February 2001 written as Parquet',
    () => writeMonth(folder, 2, 1),
    ({ rows }) => `${rows.toLocaleString('en')} flights`,
  )
  const march = await screen.step(
    'features of March from both months before',
    () => featuresOf(3, [...first.paths, ...february.paths], lineFolder, ASKED),
    ({ rows }) => `${rows.length.toLocaleString('en')} flights`,
  )
  const rollOut = (path: string) => comesToTraffic(screen, clients, { endpointName, march, clock, path })
  const canary = await rollOut(february.paths[0]!)

  screen.heading('A model from wrongly joined data asks for traffic, and is judged beside February’s')
  await screen.step(
    'manifest applied',
    () => applyLine(clients, JUDGED),
    ({ version }) => `version ${version}; rollout judged, ${JUDGED.judged.weights.join(' and ')} %`,
  )
  const joined = await screen.step(
    'February anew',
    () => writeWronglyJoined(folder, 2, 1),
    () => 'distances joined by row number, to flights in order of delay',
  )
  await screen.step('January deleted', () =>
    Promise.all(first.paths.map((_, index) => clients.remove(january(index + 1)))),
  )
  const judged = await rollOut(joined.paths[0]!)
  const failedChecks = checksOf(judged.rollout.evidence).filter(({ outcome }) => outcome === 'fail')
  return {
    rollouts: [canary.result, judged.result],
    asked: { requests: canary.requests + judged.requests, failed: canary.failed + judged.failed },
    byItsNumbers: failedChecks.some(({ check }) => check === 'predictions' || check === 'quality'),
  }
}

interface Act {
  endpointName: string
  march: HeldOut
  clock: Clock
  path: string
}

/** New data makes a version; it comes to traffic, or does not, while requests flow. */
async function comesToTraffic(screen: Screen, clients: Clients, { endpointName, march, clock, path }: Act) {
  const { api } = clients
  const before = await api.request<RunsAnswer>('GET', ['models', MODEL, 'runs'])
  await screen.step('uploaded', () => clients.upload(path, FEBRUARY))
  const run = await nextRun(api, MODEL, new Set(before.runs.map((one) => one.run)))
  const now = () => clock.date()
  const traffic = new SteadyTraffic(clients, endpointName, march, now)
  const shown = new ShownRollout(screen, traffic, now)
  try {
    const followed = await followRollout(clients, run, endpointName, (stand) => {
      if (!traffic.flows) {
        trained(screen, stand)
        traffic.start()
      }
      shown.update(stand)
    })
    await traffic.stop()
    shown.stop()
    ended(screen, followed, traffic)
    return { ...followed, requests: traffic.requests, failed: traffic.failed }
  } finally {
    shown.stop()
    await traffic.stop()
  }
}

function trained(screen: Screen, { run, rollout: { challenger, startedAt } }: Stand): void {
  const took = Date.parse(startedAt) - Date.parse(run.startedAt)
  const auc = run.metrics?.auc?.toFixed(4)
  screen.done('trained, judged and registered', took, `version ${challenger.version}; hold-out AUC ${auc}`)
}

function ended(
  screen: Screen,
  { result, rollout, run }: Awaited<ReturnType<typeof followRollout>>,
  traffic: SteadyTraffic,
) {
  const detail = `version ${result.servedVersion} serves; ${traffic.requests} requests, ${traffic.failed} failed`
  if (result.verdict === 'advance') screen.done(`rollout ${rollout.rollout}`, undefined, detail)
  else screen.refused(`rollout ${rollout.rollout}`, undefined, detail)
  // A judged one has said it already, check by check.
  if (result.verdict !== 'advance' && result.type !== 'judged') screen.say(`      ${run.reason}`)
}
