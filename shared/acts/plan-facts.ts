import { readEndpoint } from '#shared/aws/endpoints.ts'
import type { Line } from '#shared/aws/ledger.ts'
import { listObjects } from '#shared/aws/objects.ts'
import { config } from '#shared/config.ts'
import { isDataFile } from '#shared/domain/admit-trigger.ts'
import { endpointName } from '#shared/domain/names.ts'
import type { PlanFacts } from '#shared/domain/plan-run.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

/** Counting a prefix stops here; a plan needs to know that there is data, not exactly how much. */
const mostCounted = 10_000

/** Gathers, by reads alone, what the planner must know beside the manifest. */
export async function planFacts(
  manifest: Manifest,
  recipe: { location: string; files: string[]; hash: string },
  line: Pick<Line, 'champion'> | undefined,
): Promise<PlanFacts> {
  const stage = config.stage()
  const bucket = config.bucket()
  const [data, endpoint] = await Promise.all([
    countData(bucket, manifest.data.source),
    readEndpoint(endpointName(stage, manifest.model)),
  ])
  return {
    stage,
    region: config.region(),
    account: config.account(),
    bucket,
    roles: config.roles(),
    processingImage: config.processingImage(),
    data,
    recipe: { location: recipe.location, files: recipe.files },
    recipeFileHash: recipe.hash,
    ...(line?.champion && { champion: line.champion }),
    ...(endpoint && { endpoint }),
  }
}

async function countData(bucket: string, source: Manifest['data']['source']): Promise<PlanFacts['data']> {
  if (typeof source !== 'string') return { objects: 0, bytes: 0 }
  const { objects, more } = await listObjects({ bucket, key: source }, mostCounted)
  const files = objects.filter(({ key }) => isDataFile(key))
  const newestAt = files.reduce((newest, { changedAt = '' }) => (changedAt > newest ? changedAt : newest), '')
  return {
    objects: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ...(newestAt && { newestAt }),
    ...(more && { more }),
  }
}
