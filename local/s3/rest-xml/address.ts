import { AwsError } from '../../kernel/aws-error.ts'

/** What a request's URL names. */
export interface Address {
  bucket: string | undefined
  key: string | undefined
  query: URLSearchParams
}

/** bucket.localhost, bucket.s3.localhost, bucket.s3.<region>.amazonaws.com, ... */
const VIRTUAL_HOST =
  /^(?<bucket>[a-z0-9][a-z0-9.-]+?)(?:\.s3(?:[.-][a-z0-9-]+)*)?\.(?:localhost|amazonaws\.com|localhost\.localstack\.cloud)$/

/**
 * Reads path style and virtual-hosted style. The request line is taken as it came: a parsed URL would swallow the
 * `..` and `//` that keys may contain.
 */
export function addressOf(requestLine: string, host: string | undefined): Address {
  const [path = '/', query = ''] = requestLine.replace(/^https?:\/\/[^/]+/, '').split(/\?(.*)/s)
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase()
  const virtual = /^s3[.-]/.test(name) ? undefined : VIRTUAL_HOST.exec(name)?.groups?.bucket
  const bucket = virtual === 's3' ? undefined : virtual
  const rest = path.replace(/^\//, '')
  const slash = rest.indexOf('/')
  const [first, key] = bucket ? [bucket, rest] : slash < 0 ? [rest, ''] : [rest.slice(0, slash), rest.slice(slash + 1)]
  return { bucket: decoded(first) || undefined, key: decoded(key) || undefined, query: new URLSearchParams(query) }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.", 400, { URI: text })
  }
}
