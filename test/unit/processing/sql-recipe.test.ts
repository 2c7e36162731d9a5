import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProcessingJob } from './processing-job.ts'

const CSV = `y,x,colour\n${Array.from({ length: 100 }, (_, i) => `${i % 2},${i}.5,${i % 3 ? 'red' : 'blue'}\n`).join('')}`
const THREE_SPLITS = "CASE floor(x)::INT % 4 WHEN 0 THEN 'validation' WHEN 1 THEN 'holdout' ELSE 'train' END AS split"

let job: ProcessingJob

beforeEach(() => {
  job = new ProcessingJob().code('prepare.sql', `SELECT y, x, x * 2 AS twice, ${THREE_SPLITS}, colour FROM input`)
})

afterEach(() => job.remove())

it('writes what training, transform and evaluation read', async () => {
  const { code, message } = await job.data('a.csv', CSV).run({ slices: 'colour' })
  expect([code, message]).toEqual([0, 'Prepared 50 rows for training, 25 for validation, 25 held out.'])
  expect(job.output('train/train.csv').split('\n')[0]).toMatch(/^[01],\d+\.5,\d+\.0$/)
  expect(job.output('validation/validation.csv').trim().split('\n')).toHaveLength(25)
  const features = job.output('holdout/features/holdout.csv').trim().split('\n')
  const [header, ...labels] = job.output('holdout/labels/labels.csv').trim().split('\n')
  expect(header).toBe('y,colour')
  expect(labels).toHaveLength(25)
  labels.forEach((label, row) => {
    const x = Math.floor(Number(features[row]!.split(',')[0]))
    expect(label).toBe(`${x % 2},${x % 3 ? 'red' : 'blue'}`)
  })
  expect(JSON.parse(job.output('report/schema.json'))).toEqual({
    label: 'y',
    features: [
      { name: 'x', type: 'number' },
      { name: 'twice', type: 'number' },
    ],
    slices: ['colour'],
    rows: { train: 50, validation: 25, holdout: 25 },
  })
})

it('gives the same bytes each time, and splits by a hash of the row when the recipe does not', async () => {
  job.code('prepare.sql', 'SELECT y, x FROM input').data('a.csv', CSV)
  await job.run()
  const first = job.outputs()
  const { rows } = JSON.parse(first['report/schema.json']!)
  expect(rows.train + rows.validation + rows.holdout).toBe(100)
  expect(rows.train).toBeGreaterThan(65)
  await job.run()
  expect(job.outputs()).toEqual(first)
})

it('matches columns by name over files that differ, and leaves missing values empty', async () => {
  const rows = (from: number, line: (i: number) => string) =>
    Array.from({ length: 40 }, (_, i) => line(from + i)).join('\n')
  job
    .code('prepare.sql', 'SELECT y, x, z FROM input')
    .data('1.csv', `y,x\n${rows(0, (i) => `0,${i}`)}\n`)
    .data('2.csv', `z,y,x\n${rows(40, (i) => `7,1,${i}`)}\n`)
  expect((await job.run()).code).toBe(0)
  const lines = job.output('train/train.csv').trim().split('\n')
  expect(lines.filter((line) => /^0,\d+,$/.test(line)).length).toBeGreaterThan(10)
  expect(lines.filter((line) => /^1,\d+,7$/.test(line)).length).toBeGreaterThan(10)
})

it('reads keys with spaces, other alphabets and the characters of patterns', async () => {
  for (const name of ['día uno/vuelos [1] *.csv', '日本/データ?.csv', "it's.csv"]) job.data(name, CSV)
  const { message } = await job.run({ slices: 'colour' })
  expect(message).toBe('Prepared 150 rows for training, 75 for validation, 75 held out.')
})

it('reads JSON lines', async () => {
  const lines = Array.from({ length: 100 }, (_, i) => JSON.stringify({ y: i % 2, x: i + 0.5, colour: 'red' })).join(
    '\n',
  )
  expect(await job.data('a.json', lines).run({ format: 'json', slices: 'colour' })).toMatchObject({ code: 0 })
})

it('reads 10,000 tiny files', async () => {
  for (let i = 0; i < 10_000; i++) job.data(`${i % 100}/${i}.csv`, `y,x,colour\n${i % 2},${i}.5,red\n`)
  const { message } = await job.run({ slices: 'colour' })
  expect(message).toBe('Prepared 5000 rows for training, 2500 for validation, 2500 held out.')
})

describe('bad data ends the job with one sentence', () => {
  it.each<[string, string, (job: ProcessingJob) => unknown, Record<string, string>?]>([
    ['no file', 'There is no data file', () => job.data('_SUCCESS', '')],
    [
      'an empty file',
      "File 'día/b c.csv' is empty (0 bytes); upload it again or delete it.",
      () => job.data('a.csv', CSV).data('día/b c.csv', ''),
    ],
    [
      'no rows',
      "The data has no row: 1 file(s) from 'a.csv' on hold columns only.",
      () => job.data('a.csv', 'y,x,colour\n'),
    ],
    [
      'a missing column',
      "Column 'x', which prepare.sql uses, is missing from the data; the data has y, colour.",
      () => job.data('a.csv', 'y,colour\n1,red\n'),
    ],
    [
      'a number that is none',
      "Feature 'x' is VARCHAR, not a number; a value in the data may be no number",
      () => job.code('prepare.sql', 'SELECT y, x FROM input').data('a.csv', `y,x\n${'1,2\n'.repeat(50)}1,abc\n`),
    ],
    [
      'a cast that fails',
      "prepare.sql fails on this data: Could not convert string 'abc'",
      () =>
        job
          .code('prepare.sql', 'SELECT y, x::DOUBLE AS x FROM input')
          .data('a.csv', `y,x\n${'1,2\n'.repeat(50)}1,abc\n`),
    ],
    [
      'a date as feature',
      "Feature 'd' is DATE, not a number; take parts of it such as hour() or epoch()",
      () => job.code('prepare.sql', "SELECT y, DATE '2001-01-01' + x::INT AS d FROM input").data('a.csv', CSV),
    ],
    [
      'a missing label',
      "Label 'y' is missing in 50 row(s); leave them out in prepare.sql.",
      () => job.code('prepare.sql', 'SELECT nullif(y, 1) AS y, x FROM input').data('a.csv', CSV),
    ],
    [
      'an infinite value',
      "Column 'x' is infinite in 1 row(s)",
      () => job.code('prepare.sql', "SELECT y, if(x < 1, 'inf'::DOUBLE, x) AS x FROM input").data('a.csv', CSV),
    ],
    [
      'too few rows',
      'prepare.sql yields 100 rows; at least 1000 are asked for.',
      () => job.data('a.csv', CSV),
      { 'min-rows': '1000', slices: 'colour' },
    ],
    [
      'an unknown split',
      "prepare.sql yields split 'test' in 100 row(s); allowed: train, validation, holdout.",
      () => job.code('prepare.sql', "SELECT y, x, 'test' AS split FROM input").data('a.csv', CSV),
    ],
    [
      'an empty split',
      "Of 100 rows none is in split 'validation'",
      () =>
        job.code('prepare.sql', "SELECT y, x, if(x < 9, 'holdout', 'train') AS split FROM input").data('a.csv', CSV),
    ],
    [
      'a slice that is not there',
      "prepare.sql yields no column 'hub', the slice column; it yields y, x, twice, split, colour.",
      () => job.data('a.csv', CSV),
      { slices: 'hub' },
    ],
    ['avro', 'Format avro is not supported; allowed: csv, json, parquet.', () => job, { format: 'avro' }],
    [
      'an unknown recipe',
      "The recipe 'prepare.r' is of no kind that runs here; allowed: .sql, .py, .mjs.",
      () => job,
      { recipe: 'prepare.r' },
    ],
    [
      'a recipe that is not there',
      "The recipe 'other.sql' is not among the code files",
      () => job.data('a.csv', CSV),
      { recipe: 'other.sql' },
    ],
    [
      'broken SQL',
      'prepare.sql is not SQL that DuckDB reads: syntax error at or near "SELEC"',
      () => job.code('prepare.sql', 'SELEC 1').data('a.csv', CSV),
    ],
  ])('%s', async (_, sentence, arrange, args = {}) => {
    await arrange(job)
    const { code, message, log } = await job.run(args)
    expect(message).toContain(sentence)
    expect(message).not.toContain('\n')
    expect(log).toContain(`ERROR: ${message}`)
    expect(code).toBe(1)
  })

  it('names the Parquet file that is corrupt, wherever the damage is', async () => {
    await job.parquet('good.parquet', 'SELECT range % 2 AS y, range + 0.5 AS x FROM range(5000)')
    await job.parquet('bad/à b.parquet', 'SELECT range % 2 AS y, hash(range)::VARCHAR AS x FROM range(5000)')
    const fs = await import('node:fs')
    const path = `${job.base}/processing/input/data/bad/à b.parquet`
    const whole = fs.readFileSync(path)
    job.code('prepare.sql', 'SELECT y, x FROM input')
    for (const bytes of [whole.subarray(0, whole.length - 9), Buffer.from('hello')]) {
      fs.writeFileSync(path, bytes)
      const { code, message } = await job.run({ format: 'parquet' })
      expect(message).toMatch(
        /^File 'bad\/à b\.parquet' cannot be read as parquet: .*; upload it again or delete it\.$/,
      )
      expect(code).toBe(1)
    }
    const torn = Buffer.from(whole)
    torn.fill(0xff, 40, 4000)
    fs.writeFileSync(path, torn)
    const { message } = await job.run({ format: 'parquet' })
    expect(message).toContain("File 'bad/à b.parquet' cannot be read as parquet")
  })
})

describe('a recipe reaches nothing outside its job', () => {
  it.each([
    ['another file', "SELECT 1 AS y, 2 AS x FROM read_csv('/etc/passwd')"],
    ['the network', "SELECT 1 AS y, 2 AS x FROM read_csv('https://example.com/a.csv')"],
    ['the environment', "SELECT 1 AS y, getenv('HOME') AS x FROM input"],
  ])('not %s', async (_, recipe) => {
    const { code } = await job.code('prepare.sql', recipe).data('a.csv', CSV).run()
    expect(code).toBe(1)
  })

  it.each([
    ["COPY (SELECT 1) TO '/tmp/x.csv'", 'prepare.sql fails on this data: Cannot access file "/tmp/x.csv"'],
    ['CREATE TABLE t AS SELECT 1', 'prepare.sql is a CREATE statement; a recipe is one SELECT.'],
    ['SELECT 1 AS y; SELECT 2', 'prepare.sql holds 2 statements; a recipe is one SELECT.'],
    ['SELECT 1 AS y) TO x; DROP VIEW input; SELECT (1', 'prepare.sql is not SQL that DuckDB reads'],
  ])('not by %s', async (recipe, sentence) => {
    const { message } = await job.code('prepare.sql', recipe).data('a.csv', CSV).run()
    expect(message).toContain(sentence)
  })
})

it.each(['SELECT y, x FROM input;', 'SELECT y, x FROM input -- the end', 'SELECT y, x FROM input; -- the end\n\n'])(
  'takes a recipe that ends as people end SQL: %j',
  async (recipe) => {
    expect(await job.code('prepare.sql', recipe).data('a.csv', CSV).run()).toMatchObject({ code: 0 })
  },
)
