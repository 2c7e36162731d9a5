import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noFaults } from '#local/faults/faults.ts'
import { projectRoot } from '../../connection/local-runtime.ts'
import { readModelFolder } from '../../model-folder.ts'
import { ensurePackaged } from '../../runtime/ensure-packaged.ts'
import { World } from '../../simulate/world.ts'
import type { Screen } from '../screen.ts'
import { deployLine } from './deploy-line.ts'
import { expectedOf } from './expected.ts'
import { readWeek, writeOrders } from './orders.ts'
import { replay } from './replay.ts'
import { requestsOfWeek } from './requests-of-week.ts'
import { resultOf, type StoreDemandResult } from './result.ts'
import { servedOf } from './served.ts'
import { tellWeek } from './tell-week.ts'
import { dateOf, midnight, REAL_MONDAY } from './week.ts'
import { weekPage } from './week-page.ts'

const LINE = join(projectRoot, 'models/store-demand')
/** As long as instances on AWS take to come; the clock jumps over it. */
const START_MINUTES = 4
/** Enough for the line to be deployed before the week begins. */
const BEFORE_MS = 3_600_000

export interface Asked {
  /** How many days of the week, from Monday. */
  days: number
  /** Of the drawing, in characters. */
  width: number
  signal: AbortSignal
}

/**
 * A week of a service on the virtual clock: its packaged template, its model learnt from real orders, all of its
 * requests, and its scaling by the runtime's control loops. Resolves to the outcome, and to a page that draws it.
 */
export async function runStoreDemand(
  screen: Screen,
  asked: Asked,
): Promise<{ result: StoreDemandResult; page: string }> {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-demo-'))
  screen.heading('Trimtab on this machine, on a clock that jumps')
  try {
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
    await screen.step('every service of the template is up', () => world.start())
    try {
      return await week(screen, world, folder, asked, began)
    } finally {
      await world.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function week(screen: Screen, world: World, folder: string, { days, width, signal }: Asked, began: number) {
  const line = readModelFolder(LINE, projectRoot)
  const { manifest } = line
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

  screen.heading(`The week of ${dateOf(0)} in Manila, with the demand of the week of ${REAL_MONDAY}`)
  const real = (await readWeek(LINE)).slice(0, days)
  const perMinute = requestsOfWeek(real, manifest.scale?.hours?.holidays ?? [])
  const expected = expectedOf(manifest, perMinute, START_MINUTES)
  const { instanceHours, requestsOver } = expected.manifest
  const said = `${instanceHours.toFixed(1)} instance-hours, ${(100 * requestsOver).toFixed(2)} % over`
  screen.done('simulated beforehand', undefined, said)
  await world.clock.advance(midnight(0) - world.clock.now())
  const bar = screen.bar('replaying, minute by minute', perMinute.length)
  const endpoint = world.endpointOf(manifest.model)
  const replayed = await screen.step(
    'replayed on the endpoint',
    () => replay(world, endpoint, { days: real, perMinute }, { onMinute: bar.update, signal }).finally(bar.stop),
    ({ requests, failed }) => `${requests.toLocaleString('en')} requests, every one of them sent; ${failed} failed`,
  )
  const served = servedOf(replayed, perMinute, expected.instance.perMinute)
  tellWeek(screen, { served, expected, width, days })
  const facts = { seconds: (performance.now() - began) / 1000, days, modelVersion: run.version ?? null }
  return { result: resultOf(facts, replayed, served, expected), page: weekPage(served, expected) }
}
