import {
  type Line,
  listDecisions,
  listRollouts,
  listRuns,
  listVersions,
  placeOf,
  readDirectory,
  readLine,
  readRun,
} from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type {
  DecisionsAnswer,
  ModelAnswer,
  ModelSummary,
  ModelsAnswer,
  RolloutsAnswer,
  RunAnswer,
  RunsAnswer,
  VersionsAnswer,
} from '#shared/domain/api-answers.ts'
import { endpointName } from '#shared/domain/names.ts'
import { ModelNotFound, RequestInvalid, RunNotFound } from '#shared/errors.ts'
import type { ApiRequest } from '#shared/events/api-request.ts'
import { answersRequest, parameter } from '#shared/handler.ts'

const mostListed = 1000

/** The reads of the API, by route. */
const routes: Record<string, (request: ApiRequest) => Promise<unknown>> = {
  'GET /models': async (): Promise<ModelsAnswer> => {
    const lines = await Promise.all((await readDirectory()).map(({ model }) => readLine(model)))
    return { models: lines.flatMap((line) => (line?.policy ? [summary(line)] : [])) }
  },
  'GET /models/{name}': async (request): Promise<ModelAnswer> => summary(await known(request)),
  'GET /models/{name}/runs': async (request): Promise<RunsAnswer> => {
    const { model } = await known(request)
    const limit = limitOf(request)
    const runs = await listRuns(model, limit, request.queryStringParameters?.before)
    const next = nextOf(runs, limit, ({ run }) => run)
    // Ids sort by the second, and triggers that came in one second may have started two runs.
    return { runs: runs.sort((left, right) => (left.startedAt < right.startedAt ? 1 : -1)), ...next }
  },
  'GET /models/{name}/runs/{run}': async (request): Promise<RunAnswer> => {
    const [model, run] = [parameter(request, 'name'), parameter(request, 'run')]
    const found = await readRun(model, run)
    if (!found) throw new RunNotFound(model, run)
    return found
  },
  'GET /models/{name}/decisions': async (request): Promise<DecisionsAnswer> => {
    const limit = limitOf(request)
    const decisions = await listDecisions(parameter(request, 'name'), limit, placeIn(request))
    // What was decided about a model line that nobody applied can be read too.
    if (decisions.length === 0) await known(request)
    return { decisions, ...nextOf(decisions, limit, placeOf) }
  },
  'GET /models/{name}/rollouts': async (request): Promise<RolloutsAnswer> => {
    const { model } = await known(request)
    const limit = limitOf(request)
    const rollouts = await listRollouts(model, limit, request.queryStringParameters?.before)
    return { rollouts, ...nextOf(rollouts, limit, ({ rollout }) => rollout) }
  },
  'GET /models/{name}/versions': async (request): Promise<VersionsAnswer> => {
    const { model } = await known(request)
    const limit = limitOf(request)
    const versions = await listVersions(model, limit, versionIn(request))
    return { versions, ...nextOf(versions, limit, ({ version }) => String(version)) }
  },
}

export const handler = answersRequest(async (request) => {
  const route = routes[request.routeKey]
  if (!route) throw new RequestInvalid(`no route answers ${request.routeKey}`)
  return { body: await route(request) }
})

async function known(request: ApiRequest): Promise<Line> {
  const model = parameter(request, 'name')
  const line = await readLine(model)
  if (!line?.policy) throw new ModelNotFound(model)
  return line
}

function summary({ model, manifestVersion, lease, rolloutLease, champion, switched }: Line): ModelSummary {
  return {
    model,
    manifestVersion: manifestVersion!,
    endpointName: endpointName(config.stage(), model),
    ...(lease && { run: lease.run }),
    ...(rolloutLease && { rollout: rolloutLease.rollout }),
    ...(champion && { champion }),
    ...(switched?.away && { switched }),
  }
}

function limitOf({ queryStringParameters }: ApiRequest): number {
  const text = queryStringParameters?.limit ?? '50'
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= mostListed) return limit
  throw new RequestInvalid(`limit is ${JSON.stringify(text)}; expected a whole number from 1 to ${mostListed}`)
}

/** A full page may have a next one, which begins below its last item. */
function nextOf<Item>(items: Item[], limit: number, place: (item: Item) => string): { next?: string } {
  const last = items.at(-1)
  return items.length === limit && last !== undefined ? { next: place(last) } : {}
}

function placeIn({ queryStringParameters }: ApiRequest): string | undefined {
  const before = queryStringParameters?.before
  if (before === undefined || /^\d{4}-\d\d-\d\dT[\d:.]+Z#[0-9a-f]{20}$/.test(before)) return before
  throw new RequestInvalid(`before is ${JSON.stringify(before)}; expected the \`next\` of an earlier page`)
}

function versionIn({ queryStringParameters }: ApiRequest): number | undefined {
  const before = queryStringParameters?.before
  if (before === undefined) return undefined
  if (/^[1-9]\d{0,7}$/.test(before)) return Number(before)
  throw new RequestInvalid(`before is ${JSON.stringify(before)}; expected the number of a version`)
}
