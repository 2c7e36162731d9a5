import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

export interface CsvMeasure {
  lines: number
  /** Of the first line. */
  columns: number
  first: string
  /** The first line with another number of columns; undefined when all agree. */
  oddLine: number | undefined
}

/** Counts lines and columns, commas within double quotes apart. */
export async function measureCsv(file: string): Promise<CsvMeasure> {
  const measure: CsvMeasure = { lines: 0, columns: 0, first: '', oddLine: undefined }
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue
    measure.lines++
    const columns = countColumns(line)
    if (measure.lines === 1) {
      measure.columns = columns
      measure.first = line
    } else if (columns !== measure.columns) measure.oddLine ??= measure.lines
  }
  return measure
}

function countColumns(line: string): number {
  let columns = 1
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line.charCodeAt(i)
    if (character === 34) quoted = !quoted
    else if (character === 44 && !quoted) columns++
  }
  return columns
}
