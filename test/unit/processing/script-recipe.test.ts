import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ProcessingJob } from './processing-job.ts'

const SCRIPT = `
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
const text = { type: 'string' }
const { values } = parseArgs({ options: { input: text, output: text, format: text, label: text, slices: text } })
const [name] = readdirSync(values.input)
const rows = readFileSync(values.input + '/' + name, 'utf8').trim().split('\\n')
const files = {
  'train/train.csv': rows.slice(0, 6).join('\\n') + '\\n',
  'validation/validation.csv': rows.slice(6, 8).join('\\n'),
  'holdout/features/holdout.csv': rows.slice(8).map((row) => row.slice(2)).join('\\n'),
  'holdout/labels/labels.csv': [values.label, ...rows.slice(8).map((row) => row[0])].join('\\n'),
}
// CHANGE
for (const [file, text] of Object.entries(files)) writeFileSync(values.output + '/' + file, text)
`
const CSV = Array.from({ length: 10 }, (_, i) => `${i % 2},${i},\n`).join('')

let job: ProcessingJob

beforeEach(() => {
  job = new ProcessingJob().data('a b.csv', CSV)
})

afterEach(() => job.remove())

it('runs a Node script and describes what it wrote', async () => {
  const { code, message } = await job.code('prepare.mjs', SCRIPT).run({ recipe: 'prepare.mjs' })
  expect([code, message]).toEqual([0, 'Prepared 6 rows for training, 2 for validation, 2 held out.'])
  expect(JSON.parse(job.output('report/schema.json'))).toEqual({
    label: 'y',
    features: [
      { name: 'f1', type: 'number' },
      { name: 'f2', type: 'number' },
    ],
    slices: [],
    rows: { train: 6, validation: 2, holdout: 2 },
  })
})

it.each([
  ["delete files['validation/validation.csv']", 'prepare.mjs wrote no output/validation/validation.csv'],
  ["files['train/train.csv'] = ''", 'prepare.mjs left output/train/train.csv empty; it must hold rows.'],
  [
    "files['train/train.csv'] += '1,2\\n'",
    'output/train/train.csv, line 7, has another number of columns than line 1 (3).',
  ],
  [
    "files['validation/validation.csv'] = '1,2'",
    'output/validation/validation.csv has 2 columns; beside output/train/train.csv with 3 it must have 3.',
  ],
  [
    "files['holdout/features/holdout.csv'] = files['train/train.csv']",
    'output/holdout/features/holdout.csv has 3 columns; beside output/train/train.csv with 3 it must have 2.',
  ],
  [
    "files['train/train.csv'] = 'y,a,b\\n1,2,3\\n'",
    "output/train/train.csv begins with 'y'; it must have no header and numbers only.",
  ],
  [
    "files['holdout/labels/labels.csv'] = '1\\n0\\n'",
    "output/holdout/labels/labels.csv begins with '1'; its header must be 'y'.",
  ],
  [
    "files['holdout/labels/labels.csv'] += '\\n1'",
    'output/holdout/labels/labels.csv has 3 rows but output/holdout/features/holdout.csv has 2.',
  ],
  ["throw new Error('no such airport')", 'prepare.mjs ended with exit code 1'],
])('says what is wrong when a script does: %s', async (change, sentence) => {
  const { code, message } = await job
    .code('prepare.mjs', SCRIPT.replace('// CHANGE', change))
    .run({ recipe: 'prepare.mjs' })
  expect(message).toContain(sentence)
  expect(code).toBe(1)
})

it('says that Python is missing where it is', async () => {
  const { code, message } = await job.code('prepare.py', '').run({ recipe: 'prepare.py' }, { PATH: '/nowhere' })
  expect([code, message]).toEqual([
    1,
    'prepare.py needs python3, which this machine does not have; install it or write the recipe in SQL.',
  ])
})

it.skipIf(spawnSync('python3', ['--version']).status !== 0)(
  'gives the last line of a Python error (needs python3)',
  async () => {
    const { message } = await job
      .code('prepare.py', 'raise ValueError("no such airport")')
      .run({ recipe: 'prepare.py' })
    expect(message).toBe('prepare.py ended with exit code 1: ValueError: no such airport')
  },
)
