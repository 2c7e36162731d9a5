import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AwsError } from '../../kernel/aws-error.ts'
import { type Polynomial, polynomial, ReflectedCrc } from './reflected-crc.ts'

/** What is fed the bytes of an object once, in order. */
export interface Digest {
  update(data: Buffer): unknown
  digest(): Buffer
}

export const ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const

/** Algorithms whose parts can be joined to the checksum of the whole. */
export const JOINABLE: readonly string[] = ['CRC32', 'CRC32C', 'CRC64NVME']

let castagnoli: Polynomial | undefined
let nvme: Polynomial | undefined

export function digestOf(algorithm: string): Digest {
  switch (algorithm) {
    case 'CRC32':
      return new Crc32()
    case 'CRC32C':
      castagnoli ??= polynomial(4, 0, 0x82f63b78)
      return new ReflectedCrc(castagnoli)
    case 'CRC64NVME':
      nvme ??= polynomial(8, 0x9a6c9329, 0xac4bc9b5)
      return new ReflectedCrc(nvme)
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
    case 'MD5':
      return createHash(algorithm.toLowerCase())
    default:
      throw new AwsError(
        'NotImplemented',
        `The checksum algorithm ${algorithm} is not served by the local runtime.`,
        501,
      )
  }
}

class Crc32 implements Digest {
  #value = 0

  update(data: Buffer): void {
    this.#value = crc32(data, this.#value)
  }

  digest(): Buffer {
    const out = Buffer.alloc(4)
    out.writeUInt32BE(this.#value >>> 0)
    return out
  }
}

/** Checksums by algorithm -> the members of the API that carry them: `ChecksumCRC32`, ... */
export const checksumsOut = (checksums: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(checksums).map(([algorithm, value]) => [`Checksum${algorithm}`, value]))

/** The header that carries a checksum, in lower case. */
export const headerOf = (algorithm: string) => `x-amz-checksum-${algorithm.toLowerCase()}`

/** The checksum that an input or a part carries, if any. */
export function checksumIn(input: Record<string, any>): { algorithm: string; value: string } | undefined {
  const sent = Object.keys(input).filter((name) => /^Checksum(CRC|SHA|MD5|XXHASH)/.test(name) && input[name])
  if (sent.length > 1)
    throw new AwsError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  return sent[0] ? { algorithm: sent[0].slice('Checksum'.length), value: input[sent[0]] } : undefined
}
