import type { IncomingHttpHeaders } from 'node:http'
import { AwsError } from '../../kernel/aws-error.ts'
import type { Address } from './address.ts'
import { MODEL, membersOf, shapeOf } from './model.ts'

interface Route {
  operation: string
  method: string
  level: 'service' | 'bucket' | 'object'
  /** Query parameters that must be there, with their value where it matters. */
  query: [string, string | undefined][]
  headers: string[]
}

/** Subresources of S3 that the runtime has no operation for. Without this list they would read as plain requests. */
const UNSERVED =
  'abac accelerate acl analytics annotation intelligent-tiering inventory legal-hold logging metadataConfiguration metadataTable metrics object-lock policyStatus renameObject replication requestPayment restore retention select session torrent website'.split(
    ' ',
  )

const ROUTES: Route[] = Object.entries(MODEL.operations).map(([operation, { http, input }]) => {
  const [path = '', literal = ''] = http.requestUri.split('?')
  const shape = input && shapeOf(input)
  const required = membersOf(shape ?? { type: 'structure' }).filter(([name]) => shape?.required?.includes(name))
  const at = (location: string) => required.flatMap(([, ref]) => (ref.location === location ? [ref.locationName!] : []))
  const literals = literal.split('&').filter(Boolean)
  return {
    operation,
    method: http.method,
    level: path.includes('{Key+}') ? 'object' : path.includes('{Bucket}') ? 'bucket' : 'service',
    query: [
      ...literals.map((pair): [string, string | undefined] => pair.split('=') as [string, string | undefined]),
      ...at('querystring').map((name): [string, undefined] => [name, undefined]),
    ],
    headers: at('header').map((name) => name.toLowerCase()),
  }
})

// The route that asks for most comes first: UploadPartCopy before UploadPart and CopyObject, these before PutObject.
ROUTES.sort((a, b) => b.query.length + b.headers.length - (a.query.length + a.headers.length))

/** The name of the operation that a request asks for. */
export function operationFor(method: string, { bucket, key, query }: Address, headers: IncomingHttpHeaders): string {
  const level = key !== undefined ? 'object' : bucket !== undefined ? 'bucket' : 'service'
  const unserved = UNSERVED.find((name) => query.has(name))
  if (unserved)
    throw new AwsError('NotImplemented', `The subresource '${unserved}' is not served by the local runtime.`, 501)
  const found = ROUTES.find(
    (route) =>
      route.method === method &&
      route.level === level &&
      route.query.every(([name, value]) => query.has(name) && (value === undefined || query.get(name) === value)) &&
      route.headers.every((name) => headers[name] !== undefined),
  )
  if (found) return found.operation
  throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
    Method: method,
    ResourceType: level.toUpperCase(),
  })
}
