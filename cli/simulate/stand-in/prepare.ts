import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'
import { minutesOf } from './minutes.ts'

const ROWS = 20

/**
 * Stands in for the processing image. A data file is one line: how good a model it makes (the share of rows that it gets
 * right), or `corrupt`. The latest file counts.
 */
export async function run({ folder, sleep }: InlineProgram): Promise<number> {
  await sleep(minutesOf(folder, 2, 8))
  const data = join(folder, 'processing/input/data')
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
  const newest = files.sort().at(-1)
  const text = newest ? readFileSync(join(data, newest), 'utf8').trim() : 'corrupt'
  if (text === 'corrupt') {
    writeFileSync(join(folder, 'output/message'), `${newest} cannot be read as CSV`)
    return 1
  }
  const rows = Array.from({ length: ROWS }, (_, row) => `${row % 2},${row}`)
  const output = async (name: string, file: string, lines: string[]) => {
    const place = join(folder, 'processing/output', name)
    await mkdir(join(place, file, '..'), { recursive: true })
    writeFileSync(join(place, file), `${lines.join('\n')}\n`)
  }
  await output('train', 'train.csv', [text])
  await output('validation', 'validation.csv', rows)
  await output('holdout', 'features/holdout.csv', rows)
  await output('holdout', 'labels/labels.csv', ['label', ...rows.map((row) => row[0]!)])
  const features = ['truth', 'row'].map((name) => ({ name, type: 'DOUBLE' }))
  const report = { label: 'label', features, slices: [], rows: { train: ROWS, validation: ROWS, holdout: ROWS } }
  await output('report', 'schema.json', [JSON.stringify(report)])
  return 0
}
