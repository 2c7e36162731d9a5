import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelAnswer, RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'
import { type Clients, MODEL } from './clients.ts'
import { featuresOf, writeMonth } from './flights.ts'
import { followRun, history, nextRun, transitionsIn } from './follow-run.ts'
import { applyLine, lineFolder } from './line.ts'
import type { Screen } from './screen.ts'
import { type Answered, askEndpoint, aucServed } from './traffic.ts'

export const FILES = 4
const HELD_OUT = 20_000
const CORRUPT = '2001-02/corrupt.parquet'

export const january = (part: number) => `2001-01/part ${part}.parquet`

export interface FirstModel {
  run: RunAnswer
  endpointName: string
  /** January's files. */
  paths: string[]
  auc: number | null
  runs: RunAnswer[]
  asked: Pick<Answered, 'requests' | 'failed'>
}

/** January trains a model, February meets it, a corrupt file changes nothing. */
export async function firstModel(screen: Screen, clients: Clients, folder: string): Promise<FirstModel> {
  const { api, sfn, runtime } = clients
  screen.heading('January: data lands, a model is trained, judged, registered and deployed')
  await screen.step(
    'manifest applied',
    () => applyLine(clients),
    ({ version }) => `version ${version}`,
  )
  const { paths } = await screen.step(
    'January 2001 written as Parquet',
    () => writeMonth(folder, 1, FILES),
    ({ rows }) => `${rows.toLocaleString('en')} flights, ${FILES} files`,
  )
  await screen.step(
    'uploaded through the S3 API',
    () => Promise.all(paths.map((path, index) => clients.upload(path, january(index + 1)))),
    () => 'each notification delivered twice',
  )
  const run = await followRun(clients, await nextRun(api, MODEL, new Set()), ({ name, took }) =>
    screen.done(name, took),
  )
  if (run.status !== 'deployed') throw new Error(`the run ended ${run.status}: ${run.reason}`)
  const transitions = transitionsIn(await history(sfn, run.executionArn!))
  screen.done(
    `run ${run.run}`,
    undefined,
    `version ${run.version}; hold-out AUC ${run.metrics?.auc?.toFixed(4)}; ${transitions} transitions`,
  )
  const { endpointName } = await api.request<ModelAnswer>('GET', ['models', MODEL])

  screen.heading('February: flights that the model never saw')
  const february = await screen.step(
    'features from January’s history',
    () => featuresOf(2, paths, lineFolder, HELD_OUT),
    ({ rows }) => `${rows.length.toLocaleString('en')} flights`,
  )
  const bar = screen.bar('asking the endpoint', february.rows.length)
  const served = await screen.step(
    'asked the endpoint',
    () => askEndpoint(runtime, endpointName, february.rows, { onAnswer: bar.update }).finally(bar.stop),
    ({ requests, failed }) => `${requests} requests, ${failed} failed`,
  )
  const auc = aucServed(february.labels, served.predictions)
  screen.done('AUC served', undefined, auc?.toFixed(4))

  const some = () => askEndpoint(runtime, endpointName, february.rows.slice(0, 2_000))
  const rest = await corruptFile(screen, clients, join(folder, 'corrupt.parquet'), { paths, run: run.run, some })
  const { runs } = await api.request<RunsAnswer>('GET', ['models', MODEL, 'runs'])
  return { run, endpointName, paths, auc, runs, asked: sum([served, ...rest]) }
}

async function corruptFile(
  screen: Screen,
  clients: Clients,
  corrupt: string,
  { paths, run, some }: { paths: string[]; run: string; some: () => Promise<Answered> },
): Promise<Answered[]> {
  screen.heading('A corrupt file')
  writeFileSync(corrupt, (await readFile(paths[0]!)).subarray(0, 100_000))
  await screen.step('uploaded', () => clients.upload(corrupt, CORRUPT))
  const second = await nextRun(clients.api, MODEL, new Set([run]))
  const [refused, meanwhile] = await Promise.all([followRun(clients, second, () => {}), some()])
  screen.refused(`run ${refused.run} ${refused.status}`, undefined, refused.reason)
  const after = await some()
  const { requests, failed } = sum([meanwhile, after])
  screen.done('the endpoint still serves', undefined, `${requests} requests, ${failed} failed`)
  await screen.step('the file deleted again', () => clients.remove(CORRUPT))
  return [meanwhile, after]
}

const sum = (all: Answered[]) => ({
  requests: all.reduce((total, { requests }) => total + requests, 0),
  failed: all.reduce((total, { failed }) => total + failed, 0),
})
