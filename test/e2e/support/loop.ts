import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { SFNClient } from '@aws-sdk/client-sfn'
import { expect, vi } from 'vitest'
import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import { type LocalOptions, type LocalService, startLocal } from '#cli/runtime/start-local.ts'
import type { ApplyAnswer, DecisionsAnswer, RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'

export interface Loop {
  service: LocalService
  api: ApiClient
  s3: S3Client
  sfn: SFNClient
  sagemaker: SageMakerClient
  runtime: SageMakerRuntimeClient
  /** Applies test/e2e/lines/penguins under the name of `model`, with its data under data/<model>/, changed by `edit`. */
  apply(model: string, edit?: (manifest: string) => string, files?: Record<string, string>): Promise<ApplyAnswer>
  put(key: string, body: string | Buffer): Promise<unknown>
  runs(model: string): Promise<RunAnswer[]>
  decisions(model: string): Promise<DecisionsAnswer['decisions']>
  /** Resolves when the `count`-th run of the line is over. */
  ended(model: string, count: number): Promise<RunAnswer>
  /** The endpoint's answer to one penguin: the probabilities of Adelie, Chinstrap and Gentoo. */
  ask(model: string, penguin: string): Promise<number[]>
  stop(): Promise<void>
}

const OVER = ['deployed', 'refused', 'rejected', 'failed']

/** The packaged service on a free port, in a folder of its own. */
export async function startLoop(options: Partial<LocalOptions> = {}): Promise<Loop> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'trimtab-e2e-'))
  const service = await startLocal({ ...options, stateDir })
  const client = { endpoint: service.endpoint, region: service.kernel.region, credentials: service.credentials }
  const api = createApiClient({
    apiUrl: service.apiUrl,
    region: client.region,
    stage: 'dev',
    place: 'the runtime under test',
    local: true,
    credentials: async () => service.credentials,
    client,
  })
  const runs = async (model: string) =>
    (await api.request<RunsAnswer>('GET', ['models', model, 'runs'])).runs.toReversed()
  const s3 = new S3Client(client)
  // A request that only a second try saves is a failed one here.
  const runtime = new SageMakerRuntimeClient({ ...client, maxAttempts: 1 })
  return {
    service,
    api,
    s3,
    sfn: new SFNClient(client),
    sagemaker: new SageMakerClient(client),
    runtime,
    apply(model, edit, changed = {}) {
      const { text, files } = readModelFolder(join(projectRoot, 'test/e2e/lines/penguins'), projectRoot)
      const named = text.replaceAll('penguins', model)
      const manifest = edit ? edit(named) : named
      if (edit) expect(manifest, 'the edited manifest').not.toBe(named)
      return api.request('PUT', ['models', model], { manifest, files: { ...files, ...changed } })
    },
    put: (key, body) =>
      service.kernel.call('s3', 'PutObject', { Bucket: service.bucket, Key: key, Body: body }, service.kernel.root),
    runs,
    decisions: async (model) => (await api.request<DecisionsAnswer>('GET', ['models', model, 'decisions'])).decisions,
    ended: (model, count) =>
      eventually(async () => {
        const run = (await runs(model))[count - 1]
        expect(run, `run ${count} of ${model}`).toBeDefined()
        expect(OVER, `${run!.run} is ${run!.status}`).toContain(run!.status)
        expect(run!.endedAt).toBeDefined()
        return run!
      }),
    async ask(model, penguin) {
      const input = { EndpointName: `trimtab-dev-${model}`, Body: penguin, ContentType: 'text/csv' }
      const { Body } = await runtime.send(new InvokeEndpointCommand(input))
      return Buffer.from(Body).toString().trim().split(',').map(Number)
    },
    async stop() {
      await service.stop()
      if (!options.stateDir) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

/** Asks again until nothing is thrown. */
export function eventually<T>(ask: () => T | Promise<T>, timeout = 60_000): Promise<T> {
  return vi.waitFor(ask, { timeout, interval: 100 })
}

/** One of each kind: beak length and depth, flipper length (mm), body mass (g). */
export const ADELIE = '39.1,18.7,181,3750'
export const CHINSTRAP = '49.5,19,200,3800'
export const GENTOO = '46.1,13.2,211,4500'

/** The penguins of vega-datasets as CSV: 344 rows, some without measures. */
export function penguinsCsv(from = 0, to?: number): string {
  const rows: Record<string, unknown>[] = JSON.parse(
    readFileSync(join(projectRoot, 'node_modules/vega-datasets/data/penguins.json'), 'utf8'),
  )
  const names = Object.keys(rows[0]!)
  const lines = rows.slice(from, to).map((row) => names.map((name) => row[name] ?? '').join(','))
  return `${[names.map((name) => `"${name}"`).join(','), ...lines].join('\n')}\n`
}
