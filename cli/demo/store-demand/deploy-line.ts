import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ApplyAnswer, RunAnswer, RunsAnswer } from '#shared/domain/api-answers.ts'
import { CliError } from '../../cli-error.ts'
import type { ModelFolder } from '../../model-folder.ts'
import { inTime } from '../../simulate/in-time.ts'
import type { World } from '../../simulate/world.ts'

const LOOK_MS = 10_000
const PATIENCE_MS = 2 * 3_600_000

/** Puts the line in force as it is in the repository, and lets its data land; answers the run that deployed it. */
export async function deployLine(
  world: World,
  line: ModelFolder,
  paths: string[],
  signal: AbortSignal,
): Promise<RunAnswer> {
  const { api, clock, bucket } = world
  const { model } = line.manifest
  const request = <T>(method: 'GET' | 'PUT', path: string[], body?: object) =>
    inTime(clock, api.request<T>(method, path, body))
  await request<ApplyAnswer>('PUT', ['models', model], { manifest: line.text, files: line.files })
  for (const path of paths) {
    const Key = `data/${model}/${basename(path)}`
    await world.call('s3', 'PutObject', { Bucket: bucket, Key, Body: await readFile(path) })
  }
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    signal.throwIfAborted()
    await clock.advance(LOOK_MS)
    const { runs } = await request<RunsAnswer>('GET', ['models', model, 'runs'])
    const [run] = runs
    if (!run?.endedAt) continue
    if (run.status !== 'deployed') throw new CliError(`the run ended ${run.status}: ${run.reason}`)
    return run
  }
  throw new CliError(`no run of ${model} ended within ${PATIENCE_MS / 3_600_000} hours of its clock`)
}
