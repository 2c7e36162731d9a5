import { AwsError } from '../../kernel/aws-error.ts'
import { fromJson, toJson } from '../json-values.ts'
import type { ApiModel, OperationModel, ShapeRef } from '../model.ts'
import { messageMember, parseBody } from './json-rpc.ts'
import type { Protocol } from './protocol.ts'

/** REST-JSON: members travel in the path, the query, headers and the body, as the model says. */
export const restJson: Protocol = {
  decode(model, request) {
    const [path = '/', queryText = ''] = request.url.split('?')
    const query = new URLSearchParams(queryText)
    const { operation, labels } = route(model, request.method, path, query)
    const root = model.operations[operation]!.input?.shape
    if (!root) return { operation, input: {} }
    const shape = model.shapes[root]!
    const input: Record<string, unknown> = {}
    // Never deleted from: an object that is stays slow for everybody who reads it after.
    const put = (member: string, value: unknown) => {
      if (value !== undefined) input[member] = value
    }
    for (const member in shape.members) {
      const ref = shape.members[member]!
      const name = ref.locationName ?? member
      if (ref.location === 'uri') put(member, scalar(model, ref, labels[name]))
      else if (ref.location === 'header')
        put(member, scalar(model, ref, request.headers[name.toLowerCase()] as string | undefined))
      else if (ref.location === 'querystring') {
        const isList = model.shapes[ref.shape]!.type === 'list'
        if (!isList) put(member, scalar(model, ref, query.get(name) ?? undefined))
        else if (query.has(name)) put(member, query.getAll(name))
      }
    }
    const payload = shape.payload && shape.members![shape.payload]!
    if (payload && model.shapes[payload.shape]!.type === 'blob') put(shape.payload!, request.body)
    else if (payload) put(shape.payload!, fromJson(model, payload.shape, parseBody(request.body)))
    else if (request.body.length > 0) {
      const body = fromJson(model, root, parseBody(request.body))
      for (const [member, value] of Object.entries(body)) if (!shape.members![member]!.location) put(member, value)
    }
    return { operation, input }
  },

  encode(model, operation, output, requestId) {
    const known = model.operations[operation]!
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-amzn-requestid': requestId }
    let status = known.http.responseCode ?? 200
    if (!known.output) return { status, headers, body: '' }
    const shape = model.shapes[known.output.shape]!
    const rest: Record<string, unknown> = {}
    for (const [member, ref] of Object.entries(shape.members ?? {})) {
      const value = output?.[member]
      if (value === undefined || value === null) continue
      if (ref.location === 'statusCode') status = value
      else if (ref.location === 'header') headers[(ref.locationName ?? member).toLowerCase()] = String(value)
      else rest[member] = value
    }
    const payload = shape.payload
    if (payload && model.shapes[shape.members![payload]!.shape]!.type === 'blob')
      return { status, headers, body: (output?.[payload] as Buffer) ?? '' }
    return { status, headers, body: status === 204 ? '' : JSON.stringify(toJson(model, known.output.shape, rest)) }
  },

  encodeError(model, error, requestId) {
    const status =
      error.code === 'AccessDeniedException' ? 403 : (model?.shapes[error.code]?.error?.httpStatusCode ?? error.status)
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': error.code },
      body: JSON.stringify({ ...error.members, [messageMember(model, error.code)]: error.message }),
    }
  },
}

interface Route {
  operation: string
  method: string
  pattern: RegExp
  names: string[]
  /** Literal query parameters of the template, such as `?tagging`. */
  query: string[]
}

const routes = new WeakMap<ApiModel, Route[]>()

function route(model: ApiModel, method: string, path: string, query: URLSearchParams) {
  if (!routes.has(model))
    routes.set(
      model,
      Object.values(model.operations)
        .map(toRoute)
        .sort((a, b) => a.names.length - b.names.length),
    )
  for (const candidate of routes.get(model)!) {
    if (candidate.method !== method || !candidate.query.every((name) => query.has(name))) continue
    const found = candidate.pattern.exec(path)
    if (!found) continue
    const labels = Object.fromEntries(
      candidate.names.map((name, index) => [name, decodeURIComponent(found[index + 1]!)]),
    )
    return { operation: candidate.operation, labels }
  }
  throw new AwsError(
    'UnknownOperationException',
    `${method} ${path} is not an operation that the local runtime serves.`,
    404,
  )
}

function toRoute({ name, http }: OperationModel): Route {
  const [path = '/', query = ''] = http.requestUri.split('?')
  const names: string[] = []
  const source = path.replace(/\{(\w+)(\+?)\}|[.*+?^${}()|[\]\\]/g, (text, label, greedy) => {
    if (!label) return `\\${text}`
    names.push(label)
    return greedy ? '(.+)' : '([^/]+)'
  })
  return {
    operation: name,
    method: http.method,
    pattern: new RegExp(`^${source}/?$`),
    names,
    query: query ? query.split('&') : [],
  }
}

function scalar(model: ApiModel, ref: ShapeRef, text: string | undefined): unknown {
  if (text === undefined) return undefined
  switch (model.shapes[ref.shape]!.type) {
    case 'integer':
    case 'long':
      return Number(text)
    case 'boolean':
      return text === 'true'
    case 'timestamp':
      return new Date(text)
    default:
      return text
  }
}
