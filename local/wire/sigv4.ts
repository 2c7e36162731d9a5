import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { AwsError } from '../kernel/aws-error.ts'
import type { Credentials } from '../kernel/kernel.ts'
import { HmacKey } from './hmac-key.ts'

const ALGORITHM = 'AWS4-HMAC-SHA256'
const FIFTEEN_MINUTES = 15 * 60_000

/** A request's signature, read from the Authorization header or from a presigned URL's query. */
export interface Signature {
  accessKeyId: string
  /** date/region/service/aws4_request */
  scope: string
  service: string
  signedHeaders: string[]
  signature: string
  amzDate: string
  token: string | undefined
  /** Seconds; presigned URLs only. */
  expires: number | undefined
}

export interface SignedRequest {
  method: string
  /** As on the request line: undecoded path and query. */
  url: string
  headers: IncomingHttpHeaders
}

const CREDENTIAL = /Credential=([^,\s]+)/
const SIGNED_HEADERS = /SignedHeaders=([^,\s]+)/
const SIGNATURE = /Signature=([^,\s]+)/

/** The signature that a request carries; undefined when it carries none. */
export function readSignature({ url, headers }: SignedRequest): Signature | undefined {
  const header = headers.authorization
  if (header?.startsWith(ALGORITHM)) {
    const part = (pattern: RegExp) => pattern.exec(header)?.[1] ?? ''
    const amzDate = String(headers['x-amz-date'] ?? '')
    const token = one(headers['x-amz-security-token'])
    return describe(part(CREDENTIAL), part(SIGNED_HEADERS), part(SIGNATURE), amzDate, token)
  }
  if (!url.includes('X-Amz-Algorithm=')) return undefined
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return undefined
  const get = (name: string) => query.get(name) ?? ''
  return {
    ...describe(
      get('X-Amz-Credential'),
      get('X-Amz-SignedHeaders'),
      get('X-Amz-Signature'),
      get('X-Amz-Date'),
      query.get('X-Amz-Security-Token') ?? undefined,
    ),
    expires: Number(get('X-Amz-Expires')),
  }
}

function describe(
  credential: string,
  signed: string,
  signature: string,
  amzDate: string,
  token: string | undefined,
): Signature {
  const [accessKeyId = '', ...scope] = credential.split('/')
  if (scope.length !== 4 || !signed || !signature || !/^\d{8}T\d{6}Z$/.test(amzDate))
    throw incomplete(scope.length === 4, signed, signature, amzDate)
  return {
    accessKeyId,
    scope: scope.join('/'),
    service: scope[2]!,
    signedHeaders: signed.split(';'),
    signature,
    amzDate,
    token,
    expires: undefined,
  }
}

function incomplete(credential: boolean, signed: string, signature: string, amzDate: string): AwsError {
  const problems = [
    !credential && "Authorization header requires 'Credential' parameter.",
    !signature && "Authorization header requires 'Signature' parameter.",
    !signed && "Authorization header requires 'SignedHeaders' parameter.",
    !/^\d{8}T\d{6}Z$/.test(amzDate) &&
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
  ]
  return new AwsError('IncompleteSignatureException', problems.filter(Boolean).join(' '), 403)
}

/** Refuses a signature that is not the one these credentials make, or that is too old. `now` are the clocks it may be fresh by. */
export function verifySignature(
  request: SignedRequest,
  found: Signature,
  keys: Credentials,
  payloadHash: string,
  now: number[],
): void {
  if (keys.sessionToken !== undefined && keys.sessionToken !== found.token)
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403)
  if (keys.expiresAt !== undefined && now[0]! >= keys.expiresAt)
    throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired', 403)
  const signed = signedAt(found.amzDate)
  const age = now.map((at) => at - signed)
  const fresh = (limit: number) => age.some((ms) => ms < limit && ms > -FIFTEEN_MINUTES)
  if (!fresh(found.expires === undefined ? FIFTEEN_MINUTES : found.expires * 1000)) throw stale(found)
  const expected = Buffer.from(sign(request, found, keys.secretAccessKey, payloadHash))
  const given = Buffer.from(found.signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    throw new AwsError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
      403,
    )
}

function stale({ service, expires, amzDate }: Signature): AwsError {
  if (expires !== undefined) return new AwsError('AccessDenied', 'Request has expired', 403)
  if (service === 's3') {
    const message = 'The difference between the request time and the current time is too large.'
    return new AwsError('RequestTimeTooSkewed', message, 403)
  }
  return new AwsError(
    'InvalidSignatureException',
    `Signature expired: ${amzDate} is not within 15 minutes of now.`,
    403,
  )
}

function sign(request: SignedRequest, found: Signature, secret: string, payloadHash: string): string {
  const [path = '/', query = ''] = request.url.split('?')
  const canonicalPath = found.service === 's3' || PLAIN_PATH.test(path) ? path : path.split('/').map(rfc3986).join('/')
  let canonical = `${request.method}\n${canonicalPath}\n${query && canonicalQuery(query)}\n`
  for (const name of found.signedHeaders) canonical += `${name}:${headerValue(request.headers, name)}\n`
  canonical += `\n${found.signedHeaders.join(';')}\n${payloadHash}`
  const text = `${ALGORITHM}\n${found.amzDate}\n${found.scope}\n${sha256(canonical)}`
  return signingKey(secret, found.scope).sign(text)
}

/** Nothing in it is written otherwise in a signature. */
const PLAIN_PATH = /^[\w.~/-]*$/

/** One for each day, region and service of each caller: four of a signature's five digests. */
const signingKeys = new Map<string, HmacKey>()
const MOST_KEYS = 1000

function signingKey(secret: string, scope: string): HmacKey {
  const name = `${secret} ${scope}`
  const known = signingKeys.get(name)
  if (known) return known
  if (signingKeys.size >= MOST_KEYS) signingKeys.clear()
  const bytes = scope.split('/').reduce<string | Buffer>((with_, part) => hmac(with_, part), `AWS4${secret}`) as Buffer
  const key = new HmacKey(bytes)
  signingKeys.set(name, key)
  return key
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      return `${rfc3986(decodeQuery(name))}=${rfc3986(decodeQuery(value))}`
    })
    .sort(byBytes)
    .join('&')
}

const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const decodeQuery = (text: string) => decodeURIComponent(text.replaceAll('+', '%20'))
const rfc3986 = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
function headerValue(headers: IncomingHttpHeaders, name: string): string {
  const value = asSent((one(headers[name]) ?? '').trim())
  return value.includes('  ') ? value.replace(/ +/g, ' ') : value
}

/** Node reads headers as Latin-1; what was signed are mostly the bytes of UTF-8. */
function asSent(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value
  try {
    return UTF8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })
const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(',') : value)
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
export const sha256 = (data: string | Buffer) => hash('sha256', data)

function signedAt(amzDate: string): number {
  const part = (from: number, to: number) => Number(amzDate.slice(from, to))
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(9, 11), part(11, 13), part(13, 15))
}
