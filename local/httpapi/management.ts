import { randomInt } from 'node:crypto'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, OperationHandler, Permission, Service } from '../kernel/kernel.ts'
import { page } from '../paging/page.ts'
import type { Table } from '../store/store.ts'
import { apiParts, ofApi } from './api.ts'
import { checkPart } from './check-part.ts'

type Kind = 'Integration' | 'Route' | 'Stage'

interface PartModel {
  id: string
  table: Table<any>
  defaults: Record<string, unknown>
}

/** The management side of API Gateway v2: makes, changes, lists and deletes HTTP APIs and their parts. */
export function createApiGateway(kernel: Kernel): Service {
  const { apis, integrations, routes, stages } = apiParts(kernel)
  const kinds: Record<Kind, PartModel> = {
    Integration: { id: 'IntegrationId', table: integrations, defaults: { TimeoutInMillis: 30_000 } },
    Route: { id: 'RouteId', table: routes, defaults: { AuthorizationType: 'NONE' } },
    Stage: { id: 'StageName', table: stages, defaults: {} },
  }
  const now = () => kernel.clock.date().toISOString()
  const findApi = (apiId: string) => apis.get(apiId) ?? notFound('API', apiId)
  const describeApi = (api: any) => ({
    ...api,
    ApiEndpoint: `${kernel.endpoint}/_api/${api.ApiId}`,
    RouteSelectionExpression: '$request.method $request.path',
    ApiKeySelectionExpression: '$request.header.x-api-key',
  })
  const keepApi = (api: any) => {
    checkPart('Api', api)
    apis.put(api.ApiId, api)
    return describeApi(api)
  }

  const operations: Record<string, OperationHandler> = {
    CreateApi: (input) => keepApi({ ...input, ApiId: randomId(10), CreatedDate: now() }),
    UpdateApi: (input) => keepApi({ ...findApi(input.ApiId), ...input }),
    GetApi: (input) => describeApi(findApi(input.ApiId)),
    GetApis: (paging) => listed([...apis.values()].map(describeApi), paging),
    DeleteApi: ({ ApiId }) => {
      findApi(ApiId)
      for (const { id, table } of Object.values(kinds))
        for (const part of [...ofApi<any>(table, ApiId)]) table.delete(`${ApiId}/${part[id]}`)
      apis.delete(ApiId)
    },
  }
  for (const [kind, { id, table, defaults }] of Object.entries(kinds) as [Kind, PartModel][]) {
    const find = (input: any) => table.get(`${input.ApiId}/${input[id]}`) ?? notFound(kind, input[id])
    const keep = (part: any) => {
      checkPart(kind, part)
      if (kind === 'Route') onlyOnce(table, part)
      table.put(`${part.ApiId}/${part[id]}`, part)
      return part
    }
    operations[`Create${kind}`] = (input) => {
      findApi(input.ApiId)
      const part = { ...defaults, ...input, ...(kind !== 'Stage' && { [id]: randomId(7) }) }
      if (table.has(`${part.ApiId}/${part[id]}`)) throw new AwsError('ConflictException', `${kind} already exists`, 409)
      return keep(part)
    }
    operations[`Update${kind}`] = (input) => keep({ ...find(input), ...input })
    operations[`Get${kind}`] = find
    operations[`Get${kind}s`] = ({ ApiId, ...paging }) => listed([...ofApi<any>(table, findApi(ApiId).ApiId)], paging)
    operations[`Delete${kind}`] = (input) => {
      find(input)
      table.delete(`${input.ApiId}/${input[id]}`)
    }
  }
  return { name: 'apigatewayv2', operations, permissions: (operation, input) => permissions(kernel, operation, input) }
}

function listed(all: unknown[], { NextToken: token, MaxResults = '500' }: { NextToken?: string; MaxResults?: string }) {
  const { items, NextToken } = page(all, token, Number(MaxResults))
  return { Items: items, NextToken }
}

function onlyOnce(routes: Table<any>, route: any): void {
  for (const { RouteKey, RouteId } of ofApi<any>(routes, route.ApiId))
    if (RouteKey === route.RouteKey && RouteId !== route.RouteId)
      throw new AwsError('ConflictException', `Route with key ${RouteKey} already exists for this API`, 409)
}

function notFound(kind: string, id: string): never {
  throw new AwsError('NotFoundException', `Invalid ${kind} identifier specified ${id}`, 404)
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const randomId = (length: number) => Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')

/** API Gateway's actions are HTTP methods on the path of the management API. */
function permissions(kernel: Kernel, operation: string, input: any): Permission[] {
  const [, verb, part] = /^(Create|Update|Delete|Get)(\w+)$/.exec(operation)!
  const methods: Record<string, string> = { Create: 'POST', Update: 'PATCH', Delete: 'DELETE', Get: 'GET' }
  const collection = part === 'Api' || part === 'Apis' ? '' : `/${part!.toLowerCase().replace(/s?$/, 's')}`
  const api = input.ApiId ? `/${input.ApiId}` : ''
  return [
    {
      action: `apigateway:${methods[verb!]}`,
      resource: `arn:aws:apigateway:${kernel.region}::/apis${api}${collection}`,
    },
  ]
}
