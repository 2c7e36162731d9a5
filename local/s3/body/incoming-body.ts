import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { type ChunkVerifier, decodeAwsChunked } from './aws-chunked.ts'
import { chunkSignatures } from './chunk-signatures.ts'

/** The bytes of an object or document on their way in, with what may follow them. */
export interface IncomingBody extends AsyncIterable<Buffer> {
  /** Names of the headers that follow the bytes. */
  readonly announced: string[]
  /** Filled when the bytes are read. */
  readonly trailer: Record<string, string>
  /** As announced; undefined for an in-process stream. */
  readonly length: number | undefined
}

/** The body of a request without its transfer framing; reading it checks the hash or signatures that it was sent with. */
export function httpBody(req: IncomingMessage, kernel: Kernel): IncomingBody {
  const header = (name: string) => req.headers[name] as string | undefined
  const hash = header('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD'
  const trailer: Record<string, string> = {}
  const announced = (header('x-amz-trailer') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean)
  if (hash.startsWith('STREAMING-') || /\baws-chunked\b/.test(header('content-encoding') ?? '')) {
    const length = Number(header('x-amz-decoded-content-length') ?? Number.NaN)
    if (!Number.isInteger(length) || length < 0) throw missingLength()
    const verifier = hash.startsWith('STREAMING-AWS4-HMAC-SHA256') ? verifierFor(req, kernel) : undefined
    return body(decodeAwsChunked(req, length, trailer, verifier), length, announced, trailer)
  }
  if (req.headers['transfer-encoding']) throw missingLength()
  const length = Number(header('content-length') ?? 0)
  return body(/^[0-9a-f]{64}$/.test(hash) ? hashChecked(req, hash) : req, length, [], trailer)
}

/** A body that a caller in process gives: Buffer, string, Readable or nothing. */
export function bodyOf(value: unknown): IncomingBody {
  if (isIncomingBody(value)) return value
  if (value === undefined || value === null) return body(chunks([]), 0)
  if (typeof value === 'string' || value instanceof Uint8Array) {
    const bytes =
      typeof value === 'string' ? Buffer.from(value) : Buffer.from(value.buffer, value.byteOffset, value.length)
    return body(chunks([bytes]), bytes.length)
  }
  if (typeof value === 'object' && Symbol.asyncIterator in value) return body(buffers(value as AsyncIterable<unknown>))
  throw new AwsError('InvalidRequest', 'Body must be a Buffer, a string or a Readable.')
}

export async function readAll(source: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of source) {
    size += part.length
    if (size > limit) throw new AwsError('MaxMessageLengthExceeded', 'Your request was too big.')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

const isIncomingBody = (value: any): value is IncomingBody => Array.isArray(value?.announced)

const body = (
  source: AsyncIterable<Buffer>,
  length?: number,
  announced: string[] = [],
  trailer: Record<string, string> = {},
): IncomingBody => ({ [Symbol.asyncIterator]: () => source[Symbol.asyncIterator](), length, announced, trailer })

async function* chunks(list: Buffer[]): AsyncGenerator<Buffer> {
  yield* list
}

async function* buffers(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  for await (const part of source) yield typeof part === 'string' ? Buffer.from(part) : Buffer.from(part as Uint8Array)
}

async function* hashChecked(source: AsyncIterable<Buffer>, expected: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const part of source) {
    hash.update(part)
    yield part
  }
  const found = hash.digest('hex')
  if (found !== expected)
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      {
        ClientComputedContentSHA256: expected,
        S3ComputedContentSHA256: found,
      },
    )
}

function verifierFor(req: IncomingMessage, kernel: Kernel): ChunkVerifier | undefined {
  const found = /Credential=([^/,\s]+)\/([^,\s]+).*Signature=([0-9a-f]+)/.exec(req.headers.authorization ?? '')
  const secret = found ? kernel.findCredentials(found[1]!)?.secretAccessKey : undefined
  if (!found || secret === undefined) return undefined
  return chunkSignatures({ scope: found[2]!, amzDate: String(req.headers['x-amz-date']), signature: found[3]!, secret })
}

const missingLength = () =>
  new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411)
