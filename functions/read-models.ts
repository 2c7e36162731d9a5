import {
  listDecisions,
  listManifests,
  listRuns,
  listVersions,
  readDirectory,
  readLine,
  readManifest,
  readRun,
} from '#shared/aws/ledger.ts'
import { ModelNotFound, RequestInvalid, RunNotFound } from '#shared/errors.ts'
import type { ApiRequest } from '#shared/events/api-request.ts'
import { answersRequest, parameter } from '#shared/handler.ts'

const mostListed = 1000

/** The reads of the API, by route. */
const routes: Record<string, (request: ApiRequest) => Promise<unknown>> = {
  'GET /models': async () => ({ models: await Promise.all((await readDirectory()).map(({ model }) => shown(model))) }),
  'GET /models/{name}': async (request) => {
    const model = parameter(request, 'name')
    const line = await shown(model)
    const [kept, manifests] = await Promise.all([readManifest(model, line.manifestVersion!), listManifests(model, 20)])
    const manifestVersions = manifests.map(({ version, appliedAt, appliedBy }) => ({ version, appliedAt, appliedBy }))
    return { ...line, manifest: kept?.manifest, manifestVersions }
  },
  'GET /models/{name}/runs': async (request) => {
    const model = await known(request)
    return { runs: await listRuns(model, limitOf(request)) }
  },
  'GET /models/{name}/runs/{run}': async (request) => {
    const [model, run] = [parameter(request, 'name'), parameter(request, 'run')]
    const found = await readRun(model, run)
    if (!found) throw new RunNotFound(model, run)
    return found
  },
  'GET /models/{name}/decisions': async (request) => {
    const model = parameter(request, 'name')
    const decisions = await listDecisions(model, limitOf(request))
    // What was decided about a model line that nobody applied can be read too.
    if (decisions.length === 0) await known(request)
    return { decisions }
  },
  'GET /models/{name}/versions': async (request) => {
    const model = await known(request)
    return { versions: await listVersions(model, limitOf(request)) }
  },
}

export const handler = answersRequest(async (request) => {
  const route = routes[request.routeKey]
  if (!route) throw new RequestInvalid(`no route answers ${request.routeKey}`)
  return { body: await route(request) }
})

async function shown(model: string) {
  const line = await readLine(model)
  if (!line?.policy) throw new ModelNotFound(model)
  const { contentHash: _hash, manifestCount: _count, ...rest } = line
  return rest
}

async function known(request: ApiRequest): Promise<string> {
  return (await shown(parameter(request, 'name'))).model
}

function limitOf({ queryStringParameters }: ApiRequest): number {
  const text = queryStringParameters?.limit ?? '50'
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostListed) return limit
  throw new RequestInvalid(`limit is ${JSON.stringify(text)}; expected a whole number from 1 to ${mostListed}`)
}
