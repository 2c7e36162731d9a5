import { listObjects } from '#shared/aws/objects.ts'
import { config } from '#shared/config.ts'
import { isDataFile } from '#shared/domain/admit-trigger.ts'
import type { Champion } from '#shared/domain/ledger-items.ts'
import type { PlanFacts, ServingEndpoint } from '#shared/domain/plan-run.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'

/** Counting a prefix stops here; a plan needs to know that there is data, not exactly how much. */
const mostCounted = 10_000

export interface FoundData {
  facts: PlanFacts['data']
  /** Keys of the files, as far as they were counted. */
  keys: Set<string>
}

/** What lies where a model line's data lands. */
export async function findData({ data: { source } }: Manifest): Promise<FoundData> {
  if (typeof source !== 'string') return { facts: { objects: 0, bytes: 0 }, keys: new Set() }
  const { objects, more } = await listObjects({ bucket: config.bucket(), key: source }, mostCounted)
  const files = objects.filter(({ key }) => isDataFile(key))
  const newestAt = files.reduce((newest, { changedAt = '' }) => (changedAt > newest ? changedAt : newest), '')
  const facts = {
    objects: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    ...(newestAt && { newestAt }),
    ...(more && { more }),
  }
  return { facts, keys: new Set(files.map(({ key }) => key)) }
}

/** What was read, with what the environment knows, as the planner takes it. */
export function planFacts(read: {
  data: FoundData
  recipe: { location: string; files: string[]; hash: string }
  champion?: Champion
  endpoint?: ServingEndpoint
}): PlanFacts {
  const { data, recipe, champion, endpoint } = read
  return {
    stage: config.stage(),
    region: config.region(),
    account: config.account(),
    bucket: config.bucket(),
    roles: config.roles(),
    processingImage: config.processingImage(),
    data: data.facts,
    recipe: { location: recipe.location, files: recipe.files },
    recipeFileHash: recipe.hash,
    ...(champion && { champion }),
    ...(endpoint && { endpoint }),
  }
}
