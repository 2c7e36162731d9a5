import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { SageMakerClient } from '@aws-sdk/client-sagemaker'
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { SFNClient } from '@aws-sdk/client-sfn'
import { expect, vi } from 'vitest'
import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import { type LocalOptions, type LocalService, startLocal } from '#cli/runtime/start-local.ts'
import type { DecisionsAnswer, RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'

export interface Loop {
  service: LocalService
  api: ApiClient
  s3: S3Client
  sfn: SFNClient
  sagemaker: SageMakerClient
  runtime: SageMakerRuntimeClient
  /** Applies a line of test/e2e/lines, its manifest changed by `edit`. */
  apply(line: string, edit?: (manifest: string) => string): Promise<void>
  put(key: string, body: string | Buffer): Promise<unknown>
  runs(model: string): Promise<RunAnswer[]>
  decisions(model: string): Promise<DecisionsAnswer['decisions']>
  /** Resolves when the `count`-th run of the line is over. */
  ended(model: string, count: number): Promise<RunAnswer>
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
  return {
    service,
    api,
    s3,
    sfn: new SFNClient(client),
    sagemaker: new SageMakerClient(client),
    runtime: new SageMakerRuntimeClient(client),
    async apply(line, edit = (manifest) => manifest) {
      const { text, files } = readModelFolder(join(projectRoot, 'test/e2e/lines', line), projectRoot)
      await api.request('PUT', ['models', line], { manifest: edit(text), files })
    },
    put: (key, body) =>
      service.kernel.call('s3', 'PutObject', { Bucket: service.bucket, Key: key, Body: body }, service.kernel.root),
    runs,
    decisions: async (model) => (await api.request<DecisionsAnswer>('GET', ['models', model, 'decisions'])).decisions,
    ended: (model, count) =>
      vi.waitFor(
        async () => {
          const run = (await runs(model))[count - 1]
          expect(run, `run ${count} of ${model}`).toBeDefined()
          expect(OVER, `${run!.run} is ${run!.status}`).toContain(run!.status)
          expect(run!.endedAt).toBeDefined()
          return run!
        },
        { timeout: 60_000, interval: 50 },
      ),
    async stop() {
      await service.stop()
      if (!options.stateDir) rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

/** The penguins of vega-datasets as CSV: 344 rows, some without measures. */
export function penguinsCsv(from = 0, to?: number): string {
  const rows: Record<string, unknown>[] = JSON.parse(
    readFileSync(join(projectRoot, 'node_modules/vega-datasets/data/penguins.json'), 'utf8'),
  )
  const names = Object.keys(rows[0]!)
  const lines = rows.slice(from, to).map((row) => names.map((name) => row[name] ?? '').join(','))
  return `${[names.map((name) => `"${name}"`).join(','), ...lines].join('\n')}\n`
}
