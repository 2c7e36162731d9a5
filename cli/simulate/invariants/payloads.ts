import type { Facts } from './facts.ts'

/** A quarter of what Step Functions takes (262,144 bytes): bulk goes by S3. */
const MOST_BYTES = 65_536

/** A payload between states stays small. */
export function* payloadsAreSmall({ largestPayload: { bytes, where } }: Facts): Iterable<string> {
  if (bytes > MOST_BYTES) yield `${where} carries ${bytes} bytes`
}
