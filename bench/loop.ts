import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import { type LocalService, startLocal } from '#cli/runtime/start-local.ts'
import type { ModelAnswer, RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'

export const LINE = 'penguins'

export interface Loop {
  service: LocalService
  client: { endpoint: string; region: string; credentials: LocalService['credentials'] }
  api: ApiClient
  /** Resolves to the newest run when `count` runs are over and the model line is free again. */
  idle(count: number): Promise<RunAnswer>
  stop(): Promise<void>
}

/** The packaged service in a folder of its own, with the small model line of the end-to-end tests applied. */
export async function startLoop(): Promise<Loop> {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-bench-'))
  const service = await startLocal({ stateDir })
  const client = { endpoint: service.endpoint, region: service.kernel.region, credentials: service.credentials }
  const place = 'the runtime that is measured'
  const api = createApiClient({
    apiUrl: service.apiUrl,
    region: client.region,
    stage: 'dev',
    place,
    local: true,
    credentials: async () => service.credentials,
    client,
  })
  const { text, files } = readModelFolder(join(projectRoot, 'test/e2e/lines', LINE), projectRoot)
  // With a bound against the champion a run takes every step that a run can take.
  const manifest = text.replace('atLeast: 0.8', 'atLeast: 0.8, worseThanChampionBy: 0.2')
  await api.request('PUT', ['models', LINE], { manifest, files })
  return {
    service,
    client,
    api,
    async idle(count) {
      for (;;) {
        const [{ runs }, model] = await Promise.all([
          api.request<RunsAnswer>('GET', ['models', LINE, 'runs']),
          api.request<ModelAnswer>('GET', ['models', LINE]),
        ])
        const newest = runs[0]
        if (runs.length === count && newest?.endedAt && !model.run) {
          if (newest.status !== 'deployed') throw new Error(`${newest.run} ended ${newest.status}: ${newest.reason}`)
          return newest
        }
        await sleep(50)
      }
    },
    async stop() {
      await service.stop()
      rmSync(stateDir, { recursive: true, force: true })
    },
  }
}

/** The penguins of vega-datasets as CSV. */
export function penguins(): string {
  const rows: Record<string, unknown>[] = JSON.parse(
    readFileSync(join(projectRoot, 'node_modules/vega-datasets/data/penguins.json'), 'utf8'),
  )
  const names = Object.keys(rows[0]!)
  const lines = rows.map((row) => names.map((name) => row[name] ?? '').join(','))
  return `${[names.map((name) => `"${name}"`).join(','), ...lines].join('\n')}\n`
}
