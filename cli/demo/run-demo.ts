import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { ApplyAnswer, DecisionsAnswer, ModelAnswer, RunAnswer } from '#shared/domain/api-answers.ts'
import { createApiClient } from '../connection/api-client.ts'
import { projectRoot } from '../connection/local-runtime.ts'
import { readModelFolder } from '../model-folder.ts'
import { startLocal } from '../runtime/start-local.ts'
import { featuresOfFebruary, writeJanuary } from './flights.ts'
import { followRun, history, nextRun, transitionsIn } from './follow-run.ts'
import type { Screen } from './screen.ts'
import { askEndpoint, aucServed } from './traffic.ts'

const MODEL = 'flight-delay'
const FILES = 4
const HELD_OUT = 20_000

export interface DemoResult {
  ok: boolean
  seconds: number
  runsStarted: number
  runsRefused: number
  aucServed: number | null
  requests: number
  failedRequests: number
  modelVersion: number | null
}

/** The whole loop on one machine: January trains a model, February meets it, a corrupt file changes nothing. */
export async function runDemo(screen: Screen): Promise<DemoResult> {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-demo-'))
  screen.heading('Trimtab on this machine')
  const service = await startLocal({
    stateDir: join(folder, 'state'),
    // EventBridge delivers at least once: here every notification of S3 comes twice.
    duplicate: (event) => event.source === 'aws.s3',
    onPackaging: () => screen.say('  … packaging the service with the Serverless Framework (once per change)'),
  })
  try {
    screen.done('packaged as for AWS', service.took.packaging)
    screen.done('every service of the template is up', service.took.starting, service.endpoint)
    const client = { endpoint: service.endpoint, region: service.kernel.region, credentials: service.credentials }
    return await loop(screen, service, client, folder, began)
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Service = Awaited<ReturnType<typeof startLocal>>
type ClientOptions = { endpoint: string; region: string; credentials: Service['credentials'] }

async function loop(
  screen: Screen,
  service: Service,
  client: ClientOptions,
  folder: string,
  began: number,
): Promise<DemoResult> {
  const place = `the runtime at ${service.endpoint}`
  const api = createApiClient({
    apiUrl: service.apiUrl,
    region: client.region,
    stage: 'dev',
    place,
    local: true,
    client,
    credentials: async () => service.credentials,
  })
  const s3 = new S3Client(client)
  const sfn = new SFNClient(client)
  const runtime = new SageMakerRuntimeClient(client)
  const upload = async (path: string, key: string) =>
    s3.send(new PutObjectCommand({ Bucket: service.bucket, Key: `data/${MODEL}/${key}`, Body: await readFile(path) }))

  screen.heading('January: data lands, a model is trained, judged, registered and deployed')
  const line = join(projectRoot, 'models', MODEL)
  const { text: manifest, files } = readModelFolder(line, projectRoot)
  await screen.step(
    'manifest applied',
    () => api.request<ApplyAnswer>('PUT', ['models', MODEL], { manifest, files }),
    ({ version }) => `version ${version}`,
  )
  const january = await screen.step(
    'January 2001 written as Parquet',
    () => writeJanuary(folder, FILES),
    ({ rows }) => `${rows.toLocaleString('en')} flights, ${FILES} files`,
  )
  await screen.step(
    'uploaded through the S3 API',
    () => Promise.all(january.paths.map((path, index) => upload(path, `2001-01/part ${index + 1}.parquet`))),
    () => 'each notification delivered twice',
  )
  const first = await nextRun(api, MODEL, new Set())
  const trained = await followRun({ api, sfn }, first, ({ name, took }) => screen.done(name, took))
  if (trained.status !== 'deployed') throw new Error(`the run ended ${trained.status}: ${trained.reason}`)
  const transitions = transitionsIn(await history(sfn, trained.executionArn!))
  screen.done(
    `run ${trained.run}`,
    undefined,
    `version ${trained.version}; hold-out AUC ${trained.metrics?.auc?.toFixed(4)}; ${transitions} transitions`,
  )
  const { endpointName } = await api.request<ModelAnswer>('GET', ['models', MODEL])

  screen.heading('February: flights that the model never saw')
  const february = await screen.step(
    'features from January’s history',
    () => featuresOfFebruary(january.paths, line, HELD_OUT),
    ({ rows }) => `${rows.length.toLocaleString('en')} flights`,
  )
  const bar = screen.bar('asking the endpoint', february.rows.length)
  const served = await screen.step(
    'asked the endpoint',
    () => askEndpoint(runtime, endpointName, february.rows, { onAnswer: bar.update }).finally(bar.stop),
    ({ requests, failed }) => `${requests} requests, ${failed} failed`,
  )
  const quality = aucServed(february.labels, served.predictions)
  screen.done('AUC served', undefined, quality?.toFixed(4))

  screen.heading('A corrupt file')
  const corrupt = join(folder, 'corrupt.parquet')
  writeFileSync(corrupt, (await readFile(january.paths[0]!)).subarray(0, 100_000))
  await screen.step('uploaded', () => upload(corrupt, '2001-02/corrupt.parquet'))
  const second = await nextRun(api, MODEL, new Set([first.run]))
  const [refused, meanwhile] = await Promise.all([
    followRun({ api, sfn }, second, () => {}),
    askEndpoint(runtime, endpointName, february.rows.slice(0, 2_000)),
  ])
  screen.refused(`run ${refused.run} ${refused.status}`, undefined, refused.reason)
  const after = await askEndpoint(runtime, endpointName, february.rows.slice(0, 2_000))
  screen.done(
    'the endpoint still serves',
    undefined,
    `${meanwhile.requests + after.requests} requests, ${meanwhile.failed + after.failed} failed`,
  )

  const { decisions } = await api.request<DecisionsAnswer>('GET', ['models', MODEL, 'decisions'])
  const runs = await api.request<{ runs: RunAnswer[] }>('GET', ['models', MODEL, 'runs'])
  const runsRefused = runs.runs.filter(({ status }) => status === 'refused').length
  const failedRequests = served.failed + meanwhile.failed + after.failed
  const result: DemoResult = {
    ok: quality !== null && quality > 0.6 && failedRequests === 0 && runs.runs.length === 2 && runsRefused === 1,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    runsStarted: runs.runs.length - runsRefused,
    runsRefused,
    aucServed: quality && Math.round(quality * 10_000) / 10_000,
    requests: served.requests + meanwhile.requests + after.requests,
    failedRequests,
    modelVersion: trained.version ?? null,
  }
  summary(screen, result, decisions.length)
  return result
}

function summary(screen: Screen, result: DemoResult, decisions: number): void {
  screen.heading('Summary')
  const rows: [string, string][] = [
    ['runs that January’s files started', `${result.runsStarted}  (${FILES} files, ${FILES * 2} notifications)`],
    ['runs refused', String(result.runsRefused)],
    ['decisions recorded', String(decisions)],
    ['AUC served on February', String(result.aucServed)],
    ['requests / failed', `${result.requests} / ${result.failedRequests}`],
    ['version that serves', String(result.modelVersion)],
    ['seconds', String(result.seconds)],
  ]
  for (const [what, value] of rows) screen.say(`  ${what.padEnd(38)} ${screen.colors.bold(value)}`)
  screen.say(`\nNext: ${screen.colors.cyan('npm start')} leaves it running; then apply a model line of your own.`)
}
