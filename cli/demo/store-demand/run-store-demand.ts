import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noFaults } from '#local/faults/faults.ts'
import { seededRandom } from '#shared/analysis/seeded-random.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { projectRoot } from '../../connection/local-runtime.ts'
import { readModelFolder } from '../../model-folder.ts'
import { ensurePackaged } from '../../runtime/ensure-packaged.ts'
import { World } from '../../simulate/world.ts'
import type { Screen } from '../screen.ts'
import { deployLine } from './deploy-line.ts'
import { type Expected, expectedOf } from './expected.ts'
import { type RealDay, readWeek, writeOrders } from './orders.ts'
import { replay } from './replay.ts'
import { requestsOfDay } from './requests-of-day.ts'
import { servedOf } from './served.ts'
import { tellWeek } from './tell-week.ts'
import { dateOf, midnight, REAL_MONDAY } from './week.ts'
import { weekPage } from './week-page.ts'

const LINE = join(projectRoot, 'models/store-demand')
/** As long as instances on AWS take to come; the clock jumps over it. */
const START_MINUTES = 4
/** Enough for the line to be deployed before the week begins. */
const BEFORE_MS = 3_600_000
const SEED = 7

export interface StoreDemandResult {
  ok: boolean
  seconds: number
  days: number
  requests: number
  failedRequests: number
  /** Fraction of the requests beyond what the instances in service take by the manifest's measured maximum. */
  requestsOver: number
  instanceHours: number
  peakInstances: number
  /** What the simulator said of the same traffic beforehand. */
  predicted: { requestsOver: number; instanceHours: number; peakInstances: number }
  modelVersion: number | null
}

export interface Asked {
  /** How many days of the week. */
  days: number
  width: number
  signal: AbortSignal
}

/**
 * A week of a service on the virtual clock: its packaged template, its model learnt from real orders, all of its
 * requests, and its scaling by the real control loops.
 */
export async function runStoreDemand(
  screen: Screen,
  { days, width, signal }: Asked,
): Promise<{ result: StoreDemandResult; page: string }> {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-demo-'))
  const line = readModelFolder(LINE, projectRoot)
  screen.heading('Trimtab on this machine, on a clock that jumps')
  const { packageDir } = await screen.step('packaged as for AWS', () =>
    ensurePackaged(projectRoot, () =>
      screen.say('  … packaging the service with the Serverless Framework (once per change)'),
    ),
  )
  const world = new World({
    stateDir: join(folder, 'state'),
    packageDir,
    start: midnight(0) - BEFORE_MS,
    faults: () => ({ ...noFaults, instances: () => ({ kind: 'late', afterMs: START_MINUTES * 60_000 }) }),
    real: true,
  })
  try {
    await screen.step('every service of the template is up', () => world.start())
    signal.throwIfAborted()

    screen.heading('The model line store-demand: four years of real orders')
    const { paths } = await screen.step(
      'orders written as Parquet',
      () => writeOrders(folder),
      ({ lines }) => `${lines.toLocaleString('en')} lines before ${REAL_MONDAY}`,
    )
    const run = await screen.step(
      'applied, prepared, trained, judged, deployed',
      () => deployLine(world, line, paths, signal),
      ({ version, metrics }) => `version ${version}; hold-out RMSE ${metrics?.['rmse']?.toFixed(2)} units`,
    )
    signal.throwIfAborted()

    screen.heading(`The week of ${dateOf(0)} in Manila, with the demand of the week of ${REAL_MONDAY}`)
    const week = (await readWeek(LINE)).slice(0, days)
    const perMinute = requestsOf(week, line.manifest)
    const total = perMinute.reduce((sum, count) => sum + count, 0)
    const expected = expectedOf(line.manifest, perMinute, START_MINUTES)
    const { instanceHours, requestsOver } = expected.manifest
    screen.done(
      'simulated beforehand',
      undefined,
      `${instanceHours.toFixed(1)} instance-hours, ${(100 * requestsOver).toFixed(2)} % over`,
    )
    await world.clock.advance(midnight(0) - world.clock.now())
    const bar = screen.bar('replaying, minute by minute', perMinute.length)
    const traffic = { days: week, perMinute }
    const endpoint = world.endpointOf(line.manifest.model)
    const replayed = await screen.step(
      'replayed on the endpoint',
      () => replay(world, endpoint, traffic, { onMinute: bar.update, signal }).finally(bar.stop),
      ({ requests, failed }) => `${requests.toLocaleString('en')} requests, every one of them sent; ${failed} failed`,
    )
    const served = servedOf(replayed, perMinute, expected.instance.perMinute)
    tellWeek(screen, { served, expected, width, days })
    const peakInstances = Math.max(...served.capacity)
    const result: StoreDemandResult = {
      ok: replayed.failed === 0 && replayed.requests === total && peakInstances > 1 && served.requestsOver < 0.1,
      seconds: round(1, (performance.now() - began) / 1000),
      days,
      requests: replayed.requests,
      failedRequests: replayed.failed,
      requestsOver: round(5, served.requestsOver),
      instanceHours: round(2, served.instanceHours),
      peakInstances,
      predicted: predictedOf(expected),
      modelVersion: run.version ?? null,
    }
    return { result, page: weekPage(served, expected) }
  } finally {
    await world.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Planners are in their office on the manifest's days of business but for its holidays. */
function requestsOf(week: readonly RealDay[], { scale }: Manifest): Int32Array {
  const random = seededRandom(SEED)
  const holidays = new Set(scale?.hours?.holidays)
  const each = week.map(({ linesOrdered }, day) => {
    const weekend = [0, 6].includes(new Date(dateOf(day)).getUTCDay())
    return requestsOfDay(linesOrdered, !weekend && !holidays.has(dateOf(day)), random)
  })
  return Int32Array.from(each.flatMap((minutes) => [...minutes]))
}

function predictedOf({ manifest }: Expected): StoreDemandResult['predicted'] {
  return {
    requestsOver: round(5, manifest.requestsOver),
    instanceHours: round(2, manifest.instanceHours),
    peakInstances: Math.max(...manifest.capacity),
  }
}

const round = (digits: number, value: number) => Number(value.toFixed(digits))
