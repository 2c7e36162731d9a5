import type { ModelResponse } from './serving-instance.ts'

const HEAD_END = '\r\n\r\n'
const LINE_END = '\r\n'
const NOTHING = Buffer.alloc(0)
/** Longer heads are not from a container that means well. */
const LONGEST_HEAD = 64 * 1024

/** The bytes of a connection are not an HTTP answer. */
class NotHttp extends Error {}

/** What remains to be read of a body: so many bytes, or until the connection ends. */
type Rest = { kind: 'counted'; left: number } | { kind: 'chunked' } | { kind: 'to-the-end' }

/** Puts one answer after another together from the bytes of a connection, in whatever pieces they come. */
export class AnswerReader {
  /** Whether the container lets the connection be used again after the answer that was read last. */
  reusable = true
  #held: Buffer = NOTHING
  #head: { status: number; headers: Record<string, string> } | undefined
  #rest: Rest = { kind: 'counted', left: 0 }
  #body: Buffer[] = []

  /** Whether a part of an answer, or more than one answer, has come. */
  get begun(): boolean {
    return this.#head !== undefined || this.#held.length > 0
  }

  add(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
  }

  /** The next answer, once its last byte is there. */
  next(): ModelResponse | undefined {
    while (!this.#head) if (!this.#readHead()) return undefined
    return this.#readBody() ? this.#whole() : undefined
  }

  /** The connection has ended; so has an answer that does not say how long it is. */
  end(): ModelResponse | undefined {
    this.reusable = false
    return this.#head && this.#rest.kind === 'to-the-end' ? this.#whole() : undefined
  }

  /** False where its end is not there yet. Answers that only announce another one (1xx) are passed over. */
  #readHead(): boolean {
    const end = this.#held.indexOf(HEAD_END)
    if (end < 0 && this.#held.length < LONGEST_HEAD) return false
    const lines = this.#held.toString('latin1', 0, Math.max(end, 0)).split(LINE_END)
    const [, minor, code] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(lines[0]!) ?? []
    if (!code) throw new NotHttp('the answer is not HTTP')
    this.#held = this.#held.subarray(end + HEAD_END.length)
    const status = Number(code)
    if (status < 200) return true
    const headers = headersOf(lines)
    this.#head = { status, headers }
    this.#rest = restOf(status, headers)
    const connection = headers['connection']?.toLowerCase()
    this.reusable =
      this.#rest.kind !== 'to-the-end' && (minor === '1' ? connection !== 'close' : connection === 'keep-alive')
    return true
  }

  #readBody(): boolean {
    if (this.#rest.kind === 'chunked') return this.#readChunks()
    const wanted = this.#rest.kind === 'counted' ? this.#rest.left : this.#held.length
    const piece = wanted >= this.#held.length ? this.#held : this.#held.subarray(0, wanted)
    this.#held = piece === this.#held ? NOTHING : this.#held.subarray(wanted)
    if (piece.length > 0) this.#body.push(piece)
    if (this.#rest.kind !== 'counted') return false
    this.#rest.left -= piece.length
    return this.#rest.left === 0
  }

  #readChunks(): boolean {
    for (;;) {
      const line = this.#held.indexOf(LINE_END)
      if (line < 0) return false
      const size = /^[\da-f]+/i.exec(this.#held.toString('latin1', 0, line))?.[0]
      if (size === undefined) throw new NotHttp('the answer has a chunk without a length')
      const begin = line + LINE_END.length
      const length = Number.parseInt(size, 16)
      if (length === 0) return this.#readTrailer(begin)
      const end = begin + length + LINE_END.length
      if (this.#held.length < end) return false
      this.#body.push(this.#held.subarray(begin, begin + length))
      this.#held = this.#held.subarray(end)
    }
  }

  /** Lines after the last chunk, up to an empty one. Nobody asked for what they say. */
  #readTrailer(from: number): boolean {
    for (let at = from; ; ) {
      const line = this.#held.indexOf(LINE_END, at)
      if (line < 0) return false
      if (line > at) at = line + LINE_END.length
      else {
        this.#held = this.#held.subarray(line + LINE_END.length)
        return true
      }
    }
  }

  #whole(): ModelResponse {
    const pieces = this.#body
    const answer = { ...this.#head!, body: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces) }
    this.#head = undefined
    this.#body = []
    return answer
  }
}

function headersOf(lines: string[]): Record<string, string> {
  const headers: Record<string, string> = {}
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!
    const colon = line.indexOf(':')
    if (colon < 1) throw new NotHttp('the answer has a header without a name')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

function restOf(status: number, headers: Record<string, string>): Rest {
  if (status === 204 || status === 304) return { kind: 'counted', left: 0 }
  if (headers['transfer-encoding']?.toLowerCase().endsWith('chunked')) return { kind: 'chunked' }
  const length = headers['content-length']
  if (length === undefined) return { kind: 'to-the-end' }
  if (!/^\d+$/.test(length)) throw new NotHttp('the answer has a length that is no number')
  return { kind: 'counted', left: Number(length) }
}
