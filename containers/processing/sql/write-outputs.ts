import { mkdirSync, writeFileSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Folders, outputFiles } from '../folders.ts'
import { featureType } from './check-values.ts'
import { type Column, type Prepared, type Split, whereSplit } from './prepared-table.ts'
import { identifier, literal } from './quote.ts'

/** Writes the files that training, the Transform job and the evaluation read. Missing values are empty cells. */
export async function writeOutputs(
  connection: DuckDBConnection,
  folders: Folders,
  prepared: Prepared,
  rows: Record<Split, number>,
): Promise<void> {
  const { label, features, slices } = prepared
  const files = outputFiles(folders)
  for (const folder of [
    folders.train,
    folders.validation,
    folders.holdoutFeatures,
    folders.holdoutLabels,
    folders.report,
  ]) {
    mkdirSync(folder, { recursive: true })
  }
  const labelled = [label, ...features].map(numberText)
  const copy = (columns: string[], split: Split, file: string, header: boolean) =>
    connection.run(
      `COPY (SELECT ${columns.join(', ')} FROM prepared ${whereSplit(split)}) TO ${literal(file)} (FORMAT csv, HEADER ${header})`,
    )
  await copy(labelled, 'train', files.train, false)
  await copy(labelled, 'validation', files.validation, false)
  await copy(features.map(numberText), 'holdout', files.features, false)
  await copy([numberText(label), ...slices.map(({ name }) => identifier(name))], 'holdout', files.labels, true)
  const schema = {
    label: label.name,
    features: features.map(({ name, type }) => ({ name, type: featureType(type) })),
    slices: slices.map(({ name }) => name),
    rows,
  }
  writeFileSync(files.schema, `${JSON.stringify(schema, null, 2)}\n`)
}

/** Fractions are written as float32, which is what the trainer keeps of them: half the text. */
function numberText({ name, type }: Column): string {
  const column = identifier(name)
  const kind = featureType(type)
  if (kind === 'integer') return column
  return `${column}::${kind === 'boolean' ? 'UTINYINT' : 'FLOAT'} AS ${column}`
}
