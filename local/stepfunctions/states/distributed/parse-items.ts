import type { ItemReader } from '../../definition/states.ts'
import { parseCsv } from './parse-csv.ts'
import { itemReaderFailed } from './s3-source.ts'

/** The items in a data file. Throws States.ItemReaderFailed for what is no such file. */
export function parseItems(
  text: string,
  reader: Pick<ItemReader, 'format' | 'headers' | 'delimiter' | 'pointer'>,
): any[] {
  if (reader.format === 'CSV') return csvItems(text, reader)
  if (reader.format === 'JSONL')
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(json)
  const items = at(json(text), reader.pointer)
  if (!Array.isArray(items)) throw itemReaderFailed('Attempting to map over non-iterable node.')
  return items
}

function csvItems(text: string, { headers, delimiter }: Pick<ItemReader, 'headers' | 'delimiter'>): any[] {
  const rows = parseCsv(text, delimiter)
  const names = headers ?? rows.shift() ?? []
  if (new Set(names).size < names.length) throw itemReaderFailed('CSV headers cannot contain duplicates.')
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? ''])))
}

function json(text: string): any {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw itemReaderFailed(`The data is not valid JSON: ${(error as Error).message}`)
  }
}

/** The value that a JSON pointer (RFC 6901) names. */
function at(value: any, pointer: string): any {
  const steps = pointer.split('/').slice(1)
  return steps.reduce((node, step) => node?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], value)
}
