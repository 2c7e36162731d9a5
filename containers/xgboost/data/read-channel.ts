import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ClientError } from '../errors.ts'
import { CsvTable } from './csv-table.ts'

const CHUNK_BYTES = 4 << 20

/** Labels and features of one channel; features row after row, NaN = missing. Shared memory, so threads can read it. */
export interface LabelledRows {
  rows: number
  features: number
  labels: Float32Array
  values: Float32Array
}

const sharedFloats = (length: number) => new Float32Array(new SharedArrayBuffer(length * 4))

/** All CSV files under `folder` in the order of their names: no header, label first. */
export function readChannel(channel: string, folder: string): LabelledRows {
  const files = existsSync(folder) ? listFiles(folder) : []
  if (files.length === 0) throw new ClientError(`Channel '${channel}' holds no file; ${folder} is empty.`)
  const csv = new CsvTable()
  for (const file of files) readFile(csv, file, `${channel}/${relative(folder, file)}`)
  const { rows, columns, values } = csv.table()
  if (rows === 0) throw new ClientError(`Channel '${channel}' holds ${files.length} file(s) and not one row.`)
  if (columns < 2) throw new ClientError(`Channel '${channel}' has one column; a label and a feature are the least.`)
  return splitLabel(channel, rows, columns, values)
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.startsWith('_'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function readFile(csv: CsvTable, file: string, name: string): void {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    csv.startFile(name)
    for (let size = readSync(descriptor, chunk); size > 0; size = readSync(descriptor, chunk)) {
      csv.push(chunk.subarray(0, size))
    }
    csv.endFile()
  } finally {
    closeSync(descriptor)
  }
}

function splitLabel(channel: string, rows: number, columns: number, cells: Float32Array): LabelledRows {
  const features = columns - 1
  const labels = sharedFloats(rows)
  const values = sharedFloats(rows * features)
  for (let row = 0; row < rows; row++) {
    const from = row * columns
    const label = cells[from]!
    if (Number.isNaN(label)) throw new ClientError(`Channel '${channel}', row ${row + 1}: the label is missing.`)
    labels[row] = label
    values.set(cells.subarray(from + 1, from + columns), row * features)
  }
  return { rows, features, labels, values }
}
