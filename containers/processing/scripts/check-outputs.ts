import { existsSync, writeFileSync } from 'node:fs'
import type { Arguments } from '../arguments.ts'
import { type Folders, outputFiles } from '../folders.ts'
import { PrepareError } from '../prepare-error.ts'
import type { Split } from '../sql/prepared-table.ts'
import { measureCsv } from './measure-csv.ts'

/**
 * Checks that a script wrote all files and that they agree; writes report/schema.json when the script did not.
 *
 * @throws {PrepareError} naming the file that is missing or does not fit
 */
export async function checkOutputs(folders: Folders, by: Arguments): Promise<Record<Split, number>> {
  const files = outputFiles(folders)
  const measured = async (file: string) => {
    const name = file.slice(folders.output.length + 1)
    if (!existsSync(file))
      throw new PrepareError(`${by.recipe} wrote no output/${name}; write it with the other outputs.`)
    const csv = await measureCsv(file)
    if (csv.lines === 0) throw new PrepareError(`${by.recipe} left output/${name} empty; it must hold rows.`)
    if (csv.oddLine) {
      throw new PrepareError(
        `output/${name}, line ${csv.oddLine}, has another number of columns than line 1 (${csv.columns}).`,
      )
    }
    return { ...csv, name }
  }
  const train = await measured(files.train)
  const validation = await measured(files.validation)
  const features = await measured(files.features)
  const labels = await measured(files.labels)

  if (train.columns < 2)
    throw new PrepareError(`output/${train.name} has one column; it holds the label, then the features.`)
  if (validation.columns !== train.columns) throw unlike(validation, train, train.columns)
  if (features.columns !== train.columns - 1) throw unlike(features, train, train.columns - 1)
  for (const one of [train, validation, features]) refuseHeader(one)
  const header = [by.label, ...by.slices].join(',')
  if (labels.first.replaceAll('"', '') !== header) {
    throw new PrepareError(`output/${labels.name} begins with '${labels.first}'; its header must be '${header}'.`)
  }
  if (labels.lines - 1 !== features.lines) {
    throw new PrepareError(
      `output/${labels.name} has ${labels.lines - 1} rows but output/${features.name} has ${features.lines}.`,
    )
  }
  const rows = { train: train.lines, validation: validation.lines, holdout: features.lines }
  const total = rows.train + rows.validation + rows.holdout
  if (total < by.minRows)
    throw new PrepareError(`${by.recipe} wrote ${total} rows; at least ${by.minRows} are asked for.`)
  if (!existsSync(files.schema)) writeFileSync(files.schema, schemaText(by, features.columns, rows))
  return rows
}

interface Named {
  name: string
  columns: number
  first: string
}

const unlike = (one: Named, other: Named, wanted: number) =>
  new PrepareError(
    `output/${one.name} has ${one.columns} columns; beside output/${other.name} with ${other.columns} it must have ${wanted}.`,
  )

function refuseHeader({ name, first }: Named): void {
  const cell = first
    .split(',')
    .find((text) => text.trim() !== '' && !/^nan$/i.test(text.trim()) && !Number.isFinite(Number(text)))
  if (cell === undefined) return
  throw new PrepareError(`output/${name} begins with '${cell.slice(0, 40)}'; it must have no header and numbers only.`)
}

function schemaText(by: Arguments, features: number, rows: Record<Split, number>): string {
  const names = Array.from({ length: features }, (_, i) => ({ name: `f${i + 1}`, type: 'number' }))
  return `${JSON.stringify({ label: by.label, features: names, slices: by.slices, rows }, null, 2)}\n`
}
