import { createHash, createHmac } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import type { ChunkVerifier } from './aws-chunked.ts'

/** Where the chain of chunk signatures starts: the signature of the request's headers. */
export interface Seed {
  /** date/region/service/aws4_request */
  scope: string
  amzDate: string
  signature: string
  secret: string
}

/** Verifies the chain of signatures over the chunks of a signed `aws-chunked` body (SigV4 streaming). */
export function chunkSignatures(seed: Seed): ChunkVerifier {
  const key = seed.scope.split('/').reduce<string | Buffer>((with_, part) => hmac(with_, part), `AWS4${seed.secret}`)
  let previous = seed.signature
  let chunk = createHash('sha256')
  const verify = (kind: string, hashes: string[], given: string | undefined) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, seed.amzDate, seed.scope, previous, ...hashes].join('\n')
    const expected = hmac(key, text).toString('hex')
    if (given !== expected)
      throw new AwsError(
        'SignatureDoesNotMatch',
        'The signature we calculated for a chunk of the body does not match the one you provided.',
        403,
      )
    previous = expected
  }
  return {
    update: (data) => void chunk.update(data),
    endChunk(signature) {
      verify('PAYLOAD', [EMPTY, chunk.digest('hex')], signature)
      chunk = createHash('sha256')
    },
    endTrailer(lines, signature) {
      const text = lines.map((line) => `${line}\n`).join('')
      verify('TRAILER', [createHash('sha256').update(text).digest('hex')], signature)
    },
  }
}

const EMPTY = createHash('sha256').digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
