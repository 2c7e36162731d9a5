import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { InlineProgram } from '#local/sagemaker/containers/inline-container.ts'

const ROWS = 20

/** Stands in for the processing image: the newest data file says how the model that is made of it behaves. */
export async function run({ folder }: InlineProgram): Promise<number> {
  const data = join(folder, 'processing/input/data')
  const newest = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.csv'))
    .sort()
    .at(-1)!
  const rows = Array.from({ length: ROWS }, (_, row) => `${row % 2},${row}`)
  const report = { label: 'label', slices: [], rows: { train: ROWS, validation: ROWS, holdout: ROWS } }
  const features = ['truth', 'row'].map((name) => ({ name, type: 'DOUBLE' }))
  const files = {
    'train/train.csv': readFileSync(join(data, newest), 'utf8'),
    'validation/validation.csv': `${rows.join('\n')}\n`,
    'holdout/features/holdout.csv': `${rows.join('\n')}\n`,
    'holdout/labels/labels.csv': `label\n${rows.map((row) => row[0]).join('\n')}\n`,
    'report/schema.json': JSON.stringify({ ...report, features }),
  }
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, 'processing/output', name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return 0
}
