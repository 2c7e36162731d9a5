import { csvRows } from './csv-rows.ts'
import { parseExactly } from './exact-json.ts'

/** How the records of a text are told apart and written. A CSV record is the list of its fields. */
export interface RecordFormat {
  name: 'csv' | 'json' | 'json lines'
  read(text: string): unknown[]
  write(records: unknown[]): string
}

const csv: RecordFormat = {
  name: 'csv',
  read: csvRows,
  write: (records) => records.map((record) => [record].flat().join(',')).join('\n'),
}

const jsonLines: RecordFormat = {
  name: 'json lines',
  read: (text) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseExactly),
  write: (records) => records.map((record) => JSON.stringify(record)).join('\n'),
}

const json: RecordFormat = { ...jsonLines, name: 'json', read: (text) => [parseExactly(text)] }

/** The format of a media type whose records can be filtered and joined; `split` when each line is one of its texts. */
export function recordFormat(mediaType: string | undefined, split: boolean): RecordFormat | undefined {
  const type = (mediaType ?? '').replace(/;.*/, '').trim().toLowerCase()
  if (type === 'text/csv') return csv
  if (type === 'application/jsonlines' || type === 'application/x-jsonlines') return jsonLines
  if (type === 'application/json') return split ? jsonLines : json
  return undefined
}
