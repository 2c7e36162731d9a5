import { endpointUse, listResources } from '#shared/aws/inventory.ts'
import { listVersions, readDirectory, readLine, readManifest } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import { type Judged, judgeResources, type LineFacts } from '#shared/domain/leftovers.ts'
import { endpointName, servicePrefix } from '#shared/domain/names.ts'

const mostVersions = 1000
/** Where no manifest says otherwise: the default of deploy.retention. */
const retention = '14d'

export interface Stock extends Judged {
  /** On what an endpoint runs, which is what it costs. */
  runsOn?: string
}

/** Every SageMaker resource of this stage, and why it is still there. */
export async function takeStock(now: string): Promise<Stock[]> {
  const stage = config.stage()
  const [resources, directory] = await Promise.all([listResources(`${servicePrefix(stage)}-`), readDirectory()])
  const names = resources.flatMap(({ kind, name }) => (kind === 'endpoint' ? [name] : []))
  const uses = new Map(await Promise.all(names.map(async (name) => [name, await endpointUse(name)] as const)))
  const lines = await Promise.all(directory.map(({ model }) => factsOf(model, stage, uses)))
  const known = lines.filter((line) => line !== undefined)
  return judgeResources(resources, known, stage, now).map((judged) => {
    const runsOn = judged.kind === 'endpoint' ? uses.get(judged.name)?.runsOn : undefined
    return { ...judged, ...(runsOn && { runsOn }) }
  })
}

async function factsOf(
  model: string,
  stage: string,
  uses: ReadonlyMap<string, { configs: string[] }>,
): Promise<LineFacts | undefined> {
  const line = await readLine(model)
  if (!line?.manifestVersion) return undefined
  const [versions, kept] = await Promise.all([
    listVersions(model, mostVersions),
    readManifest(model, line.manifestVersion),
  ])
  const name = endpointName(stage, model)
  return {
    line,
    endpointName: name,
    configs: uses.get(name)?.configs ?? [],
    versions,
    retention: kept?.manifest.deploy.retention ?? retention,
  }
}
