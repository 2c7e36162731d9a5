import { ClientError } from '../errors.ts'
import { parseNumber } from './parse-number.ts'

const NEWLINE = 10
const RETURN = 13
const COMMA = 44

/** Rows of numbers, row after row in one Float32Array; NaN where a cell was empty. */
export interface NumberTable {
  rows: number
  columns: number
  values: Float32Array
}

/** Reads CSV without header into one growing Float32Array. Bytes may come in chunks cut anywhere. */
export class CsvTable {
  /** Small at first: most requests for a prediction have a row or two. */
  #values = new Float32Array(1 << 6)
  #size = 0
  #columns: number
  #rows = 0
  #line = 0
  #source = ''
  #rest: Buffer = Buffer.alloc(0)
  readonly #expected: string

  /** `columns` 0 takes the count from the first row; `expected` says in errors where the right count comes from. */
  constructor(columns = 0, expected = 'the first row has') {
    this.#columns = columns
    this.#expected = expected
  }

  get rows() {
    return this.#rows
  }

  /** Names the file that the next bytes come from, and counts lines from 1 again. */
  startFile(source: string): void {
    this.#source = source
    this.#line = 0
  }

  push(chunk: Buffer): void {
    const last = chunk.lastIndexOf(NEWLINE)
    if (last < 0) {
      this.#rest = Buffer.concat([this.#rest, chunk])
      return
    }
    let from = 0
    if (this.#rest.length > 0) {
      const first = chunk.indexOf(NEWLINE)
      this.#parse(Buffer.concat([this.#rest, chunk.subarray(0, first + 1)]))
      from = first + 1
    }
    this.#parse(chunk.subarray(from, last + 1))
    this.#rest = Buffer.from(chunk.subarray(last + 1))
  }

  endFile(): void {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    if (rest.length > 0) this.#parse(Buffer.concat([rest, Buffer.from('\n')]))
  }

  table(): NumberTable {
    return { rows: this.#rows, columns: this.#columns, values: this.#values.subarray(0, this.#size) }
  }

  /** Every line in `bytes` ends in a newline. */
  #parse(bytes: Buffer): void {
    let begin = 0
    while (begin < bytes.length) {
      const next = bytes.indexOf(NEWLINE, begin)
      const end = next > begin && bytes[next - 1] === RETURN ? next - 1 : next
      this.#line++
      if (end > begin) this.#row(bytes, begin, end)
      begin = next + 1
    }
  }

  #row(bytes: Buffer, begin: number, end: number): void {
    const start = this.#size
    let cell = begin
    for (let at = begin; at <= end; at++) {
      if (at < end && bytes[at] !== COMMA) continue
      const value = at === cell ? Number.NaN : parseNumber(bytes, cell, at)
      if (value === undefined) throw this.#badCell(bytes.toString('utf8', cell, at), this.#size - start + 1)
      if (this.#size === this.#values.length) this.#grow()
      this.#values[this.#size++] = value
      cell = at + 1
    }
    const found = this.#size - start
    if (this.#columns === 0) this.#columns = found
    if (found !== this.#columns) {
      throw new ClientError(
        `${this.#where()} has ${found} column${found === 1 ? '' : 's'}, but ${this.#expected} ${this.#columns}.`,
      )
    }
    this.#rows++
  }

  #grow(): void {
    const larger = new Float32Array(this.#values.length * 2)
    larger.set(this.#values)
    this.#values = larger
  }

  #badCell(text: string, column: number): ClientError {
    const hint = this.#line === 1 ? ' CSV must have no header row and numbers only.' : ' CSV must hold numbers only.'
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
    return new ClientError(`${this.#where()}, column ${column}: '${shown}' is not a finite number.${hint}`)
  }

  #where(): string {
    return this.#source ? `${this.#source}, line ${this.#line}` : `Line ${this.#line}`
  }
}
