import { JobFailure } from '../jobs/job-failure.ts'

const NEWLINE = 10

/** The whole of an object as one payload. */
export async function* wholePayload(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
  key: string,
): AsyncGenerator<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(`The object "${key}"`, maxBytes)
    parts.push(chunk)
  }
  yield Buffer.concat(parts, size)
}

/**
 * An object's lines as payloads: each by itself (`single`), or as many whole lines as fit into `maxBytes`.
 * Holds one payload and one line at a time.
 */
export async function* linePayloads(
  chunks: AsyncIterable<Buffer>,
  { maxBytes, single, key }: { maxBytes: number; single: boolean; key: string },
): AsyncGenerator<Buffer> {
  let batch: Buffer[] = []
  let size = 0
  for await (const line of lines(chunks, maxBytes, key)) {
    if (batch.length > 0 && (single || size + line.length > maxBytes)) {
      yield Buffer.concat(batch, size)
      batch = []
      size = 0
    }
    batch.push(line)
    size += line.length
  }
  if (batch.length > 0) yield Buffer.concat(batch, size)
}

/** Lines with their newline, where there is one. */
async function* lines(chunks: AsyncIterable<Buffer>, maxBytes: number, key: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = []
  let held = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = Buffer.concat([...rest, chunk.subarray(start, end + 1)])
      rest = []
      held = 0
      start = end + 1
      if (line.length > maxBytes) throw tooLarge(`A record of the object "${key}"`, maxBytes)
      yield line
    }
    if (start < chunk.length) {
      rest.push(chunk.subarray(start))
      held += chunk.length - start
      if (held > maxBytes) throw tooLarge(`A record of the object "${key}"`, maxBytes)
    }
  }
  if (held > 0) yield Buffer.concat(rest)
}

const tooLarge = (what: string, maxBytes: number) =>
  new JobFailure(`ClientError: ${what} is larger than MaxPayloadInMB (${maxBytes / 1024 / 1024}).`)
