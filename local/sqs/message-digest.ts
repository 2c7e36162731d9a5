import { createHash } from 'node:crypto'
import type { MessageAttribute } from './queue.ts'

export const md5 = (data: string | Buffer) => createHash('md5').update(data).digest('hex')

/**
 * The digest of message attributes that clients check: by name in order, each of name, type and value with its length
 * as four bytes before it, and a byte that tells text (1) from bytes (2) before the value.
 */
export function attributesDigest(attributes: Record<string, MessageAttribute>): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const parts = names.flatMap((name) => {
    const { DataType, StringValue, binary } = attributes[name]!
    const value = binary === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(binary, 'base64')
    const kind = Buffer.from([binary === undefined ? 1 : 2])
    return [...sized(Buffer.from(name)), ...sized(Buffer.from(DataType)), kind, ...sized(value)]
  })
  return md5(Buffer.concat(parts))
}

function sized(value: Buffer): Buffer[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(value.length)
  return [length, value]
}
