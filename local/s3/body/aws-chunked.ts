import { AwsError } from '../../kernel/aws-error.ts'

/** Checks one chunk of a body whose chunks are signed. */
export interface ChunkVerifier {
  update(data: Buffer): void
  /** Ends the chunk; `signature` is what its header carries. */
  endChunk(signature: string | undefined): void
  endTrailer(lines: string[], signature: string | undefined): void
}

const LONGEST_LINE = 8192

/**
 * Takes the `aws-chunked` framing off a body. What comes after the last chunk goes to `trailer`, never into the object.
 * `length` is the decoded length that the client announced.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  length: number,
  trailer: Record<string, string>,
  verifier?: ChunkVerifier,
): AsyncGenerator<Buffer> {
  const reader = new FrameReader(source)
  let total = 0
  for (;;) {
    const header = await reader.line()
    const [size, ...extensions] = header.split(';')
    if (!/^[0-9a-f]{1,15}$/i.test(size!.trim())) throw malformed(`'${header.slice(0, 80)}' is no chunk header`)
    const signature = extensions.find((text) => text.startsWith('chunk-signature='))?.slice('chunk-signature='.length)
    let left = Number.parseInt(size!, 16)
    if (left === 0) {
      verifier?.endChunk(signature)
      break
    }
    total += left
    if (total > length) throw malformed('the chunks hold more than x-amz-decoded-content-length')
    while (left > 0) {
      const piece = await reader.atMost(left)
      left -= piece.length
      verifier?.update(piece)
      yield piece
    }
    verifier?.endChunk(signature)
    if ((await reader.line()) !== '') throw malformed('a chunk is longer than its header says')
  }
  if (total !== length) throw malformed('the chunks hold less than x-amz-decoded-content-length')
  await readTrailer(reader, trailer, verifier)
}

async function readTrailer(reader: FrameReader, trailer: Record<string, string>, verifier?: ChunkVerifier) {
  const lines: string[] = []
  for (let line = await reader.line(true); line !== ''; line = await reader.line(true)) {
    const [name, value] = line.split(/:(.*)/s)
    if (value === undefined) throw malformed(`'${line.slice(0, 80)}' is no trailing header`)
    const lower = name!.trim().toLowerCase()
    trailer[lower] = value.trim()
    if (lower !== 'x-amz-trailer-signature') lines.push(`${lower}:${value.trim()}`)
  }
  if (lines.length > 0) verifier?.endTrailer(lines, trailer['x-amz-trailer-signature'])
}

const malformed = (what: string) =>
  new AwsError('IncompleteBody', `The request body is not what its aws-chunked encoding announces: ${what}.`)

/** Cuts a byte stream into lines and runs of bytes, without copying the bytes. */
class FrameReader {
  readonly #source: AsyncIterator<Buffer>
  #buffer: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** A line without its end; at the end of the stream an empty one if that is allowed. */
  async line(endIsEmpty = false): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(10)
      if (end >= 0) {
        const line = this.#buffer.subarray(0, end).toString('latin1')
        this.#buffer = this.#buffer.subarray(end + 1)
        return line.endsWith('\r') ? line.slice(0, -1) : line
      }
      if (this.#buffer.length > LONGEST_LINE) throw malformed('a header is too long')
      const more = await this.#source.next()
      if (more.done) {
        if (endIsEmpty && this.#buffer.length === 0) return ''
        throw malformed('it ends early')
      }
      this.#buffer = this.#buffer.length === 0 ? more.value : Buffer.concat([this.#buffer, more.value])
    }
  }

  async atMost(count: number): Promise<Buffer> {
    if (this.#buffer.length === 0) {
      const more = await this.#source.next()
      if (more.done) throw malformed('it ends early')
      this.#buffer = more.value
    }
    const piece = this.#buffer.subarray(0, count)
    this.#buffer = this.#buffer.subarray(piece.length)
    return piece
  }
}
