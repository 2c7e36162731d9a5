import { readFileSync } from 'node:fs'
import type { Trace } from '#shared/domain/scaling/trace.ts'
import { CliError } from '../../cli-error.ts'
import { csvRows } from './csv-rows.ts'
import { parseTime } from './parse-time.ts'
import { regular } from './regular-trace.ts'

export interface ReadTrace extends Trace {
  /** Intervals that were not there, and got the mean of their neighbours. */
  filled: number
}

/** Reads a trace from a CSV file with a time column and a count column, or from what CloudWatch exports. */
export function readTrace(path: string, name: string, zone: string): ReadTrace {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CliError(`cannot read ${name}`, { next: 'name a CSV file with a time column and a count column', cause })
  }
  return traceOf(text, name, zone)
}

export function traceOf(text: string, name: string, zone: string): ReadTrace {
  const rows = csvRows(text)
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  const columns = Array.from({ length: width }, (_, column) => column)
  // Names, and what CloudWatch writes above its values, come before the first row with a time.
  const begin = rows.findIndex(({ cells }) => cells.some((cell) => parseTime(cell, zone) !== undefined))
  if (begin < 0) {
    const next = 'times look like 2026-03-02 12:00:00, 2026-03-02T12:00:00Z, or seconds since 1970'
    throw new CliError(`${name} has no column of times`, { next })
  }
  const data = rows.slice(begin)
  const time = columns.find((column) => parseTime(data[0]!.cells[column] ?? '', zone) !== undefined)!
  const isNumber = (cell: string | undefined) => cell !== undefined && cell !== '' && !Number.isNaN(numberOf(cell))
  const numeric = columns.filter((column) => column !== time && isNumber(data[0]!.cells[column]))
  const names = rows[begin - 1]?.cells ?? []
  const count = numeric.find((column) => countNames.test(names[column] ?? '')) ?? numeric[0]
  if (count === undefined) {
    throw new CliError(`${name} has no column of counts`, {
      next: 'beside the times, put how many requests there were',
    })
  }
  const points = data.map(({ line, cells }) => {
    const at = parseTime(cells[time] ?? '', zone)
    const value = cells[count]
    if (at === undefined) throw faultIn(name, line, `${JSON.stringify(cells[time] ?? '')} is no time`)
    if (!isNumber(value) || numberOf(value!) < 0) {
      throw faultIn(name, line, `${JSON.stringify(value ?? '')} is no count of requests`)
    }
    return { line, at, count: numberOf(value!) }
  })
  return regular(points, name)
}

const countNames = /^(value|count|requests?|invocations|sum|total|request_?count|demand)$/i

const numberOf = (cell: string) => Number(cell.replace(/(?<=\d),(?=\d{3})/g, ''))

function faultIn(name: string, line: number, what: string): CliError {
  return new CliError(`${name}:${line}  ${what}`, { next: 'correct the line, or leave it out' })
}
