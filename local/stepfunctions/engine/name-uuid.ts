import { createHash } from 'node:crypto'

/** The version 3 UUID (RFC 9562) of a name: the same for the same name, as AWS gives Map labels and child executions. */
export function nameUuid(name: string): string {
  const bytes = createHash('md5').update(name).digest()
  bytes[6] = (bytes[6]! & 0x0f) | 0x30
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
