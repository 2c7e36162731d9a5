import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LabelledRows, readChannel } from '#containers/xgboost/data/read-channel.ts'
import { predict } from '#containers/xgboost/model/predict.ts'
import { readModel } from '#containers/xgboost/model/read-model.ts'
import { aucOf } from '#shared/analysis/auc.ts'
import { someRows, trained } from '../unit/xgboost/training-data.ts'
import { type Peer, pythonWith, startPeer } from './python.ts'

const python = pythonWith('xgboost', 'pandas')
const folder = mkdtempSync(join(tmpdir(), 'interop-'))
const modelPath = join(folder, 'model.json')

afterAll(() => rmSync(folder, { recursive: true }))

interface Answer {
  predictions: number[]
  seconds: number
}

const CLASSES = (signal: number) => (signal < -2 ? 0 : signal < 3 ? 1 : 2)
const OBJECTIVES: [Record<string, string>, (signal: number) => number][] = [
  [{ objective: 'reg:squarederror' }, (signal) => signal * 7 + 100],
  [{ objective: 'binary:logistic' }, (signal) => (signal > 1 ? 1 : 0)],
  [{ objective: 'reg:logistic', base_score: '0.3' }, (signal) => (signal > 1 ? 1 : 0)],
  [{ objective: 'count:poisson' }, (signal) => Math.max(0, Math.round(signal + 4))],
  [{ objective: 'multi:softprob', num_class: '3', base_score: '0.5' }, CLASSES],
  [{ objective: 'multi:softmax', num_class: '3', base_score: '0.5' }, CLASSES],
]

/** Writes rows as CSV and returns the path. */
function csvOf({ rows, features, labels, values }: LabelledRows): string {
  const line = (row: number) => [labels[row], ...values.subarray(row * features, (row + 1) * features)].join(',')
  const path = join(folder, 'rows.csv')
  writeFileSync(path, Array.from({ length: rows }, (_, row) => `${line(row).replaceAll('NaN', '')}\n`).join(''))
  return path
}

function largestDifference(ours: Float32Array, theirs: number[]): number {
  expect(ours.length).toBe(theirs.length)
  return theirs.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i]!)), 0)
}

const within = (difference: number, scale: number) => expect(difference / Math.max(1, scale)).toBeLessThanOrEqual(1e-5)

describe.skipIf(!python)('with real XGBoost', () => {
  let peer: Peer
  beforeAll(() => {
    peer = startPeer(python!, 'xgboost_peer.py')
  })
  afterAll(() => peer?.stop())

  describe.each(OBJECTIVES)('%o', (parameters, label) => {
    const data = someRows(5000, label)
    const scale = Math.max(...data.labels)

    it('predicts from its models what it predicts itself, missing values included', async () => {
      const settings = JSON.stringify({ num_round: 20, max_depth: 5, nthread: 1, ...parameters })
      const theirs = await peer.ask<Answer>('train', modelPath, csvOf(data), settings)
      const ours = predict(readModel(readFileSync(modelPath)), data.values, data.rows)
      within(largestDifference(ours.values, theirs.predictions), scale)
    })

    it('has it predict from our models what we predict', async () => {
      const { text } = await trained({ num_round: '20', max_depth: '5', ...parameters }, data)
      writeFileSync(modelPath, text)
      const theirs = await peer.ask<Answer>('predict', modelPath, csvOf(data))
      const ours = predict(readModel(Buffer.from(text)), data.values, data.rows)
      within(largestDifference(ours.values, theirs.predictions), scale)
    })
  })

  it('predicts from a multi-class model whose base_score is a list', async () => {
    const data = someRows(3000, CLASSES)
    const settings = JSON.stringify({ num_round: 5, nthread: 1, objective: 'multi:softprob', num_class: 3 })
    const theirs = await peer.ask<Answer>('train', modelPath, csvOf(data), settings)
    const ours = predict(readModel(readFileSync(modelPath)), data.values, data.rows)
    within(largestDifference(ours.values, theirs.predictions), 1)
  })

  // Up to max_bin distinct values, a histogram loses nothing and no sketch is needed: then the trees must be the same.
  it.each<Record<string, string>>([
    {},
    { alpha: '3', gamma: '2', min_child_weight: '5', lambda: '0.5' },
    { scale_pos_weight: '3' },
    { max_delta_step: '0.7', alpha: '2' },
    { max_depth: '0' },
    { objective: 'count:poisson' },
    { objective: 'count:poisson', max_delta_step: '0.2' },
  ])('grows the same trees with %o', async (parameters) => {
    const data = someRows(4000, (signal) => (signal > 1 ? 1 : 0))
    data.values.forEach((value, i) => {
      data.values[i] = Math.round(value * 20) / 20
    })
    const settings = { objective: 'binary:logistic', num_round: '6', max_depth: '4', ...parameters }
    await peer.ask<Answer>('train', modelPath, csvOf(data), JSON.stringify({ ...settings, nthread: 1 }))
    const theirs = JSON.parse(readFileSync(modelPath, 'utf8'))
    const ours = JSON.parse((await trained(settings, data)).text)
    const shapes = (document: any) =>
      document.learner.gradient_booster.model.trees.map((tree: any) => [
        tree.left_children,
        tree.split_indices,
        tree.default_left,
      ])
    expect(shapes(ours)).toEqual(shapes(theirs))
    expect(Number(ours.learner.learner_model_param.base_score)).toBeCloseTo(
      Number(theirs.learner.learner_model_param.base_score.replace(/[[\]]/g, '')),
      6,
    )
  })

  // Where cuts fall differs, and moves the AUC of a single model by 0.002 either way, theirs as well as ours; so three
  // of each are compared in the mean.
  it('ranks the flights of January as well as it does, within 0.002 of AUC', async () => {
    const [train, held] = [join(folder, 'train'), join(folder, 'held')]
    await writeFlights(train, 'flight % 5 > 0')
    await writeFlights(held, 'flight % 5 = 0')
    const [rows, heldRows] = [readChannel('train', train), readChannel('held', held)]
    const theirs = { auc: 0, seconds: 0 }
    const ours = { auc: 0, seconds: 0 }
    for (const max_bin of ['256', '250', '240']) {
      const settings = { objective: 'binary:logistic', num_round: '100', max_depth: '6', nthread: '1', max_bin }
      const text = JSON.stringify(settings)
      theirs.seconds += (await peer.ask<Answer>('train', modelPath, join(train, '1.csv'), text)).seconds / 3
      const answer = await peer.ask<Answer>('predict', modelPath, join(held, '1.csv'))
      theirs.auc += aucOf(heldRows.labels, answer.predictions)! / 3

      const started = performance.now()
      const model = readModel(Buffer.from((await trained(settings, rows)).text))
      ours.seconds += (performance.now() - started) / 3000
      ours.auc += aucOf(heldRows.labels, predict(model, heldRows.values, heldRows.rows).values)! / 3
    }
    const report = (one: typeof ours) => `AUC ${one.auc.toFixed(4)} in ${one.seconds.toFixed(1)} s`
    console.log(`${rows.rows} flights, 100 trees, one thread: ${report(ours)}; XGBoost ${report(theirs)}`)
    expect(Math.abs(ours.auc - theirs.auc)).toBeLessThan(0.002)
  }, 120_000)
})

/** January's flights that fulfil the condition, as training data. */
async function writeFlights(target: string, condition: string): Promise<void> {
  mkdirSync(target)
  const source = join(import.meta.dirname, '../../node_modules/vega-datasets/data/flights-3m.parquet')
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`COPY (
    SELECT late, hour, weekday, distance, from_airport, to_airport
    FROM (
      SELECT (delay > 15)::INT AS late, (hour(date) + minute(date) / 60)::FLOAT AS hour, isodow(date) AS weekday,
        distance, dense_rank() OVER (ORDER BY origin) AS from_airport,
        dense_rank() OVER (ORDER BY destination) AS to_airport,
        row_number() OVER (ORDER BY date, origin, destination, distance, delay) AS flight
      FROM '${source}' WHERE month(date) = 1 AND year(date) = 2001
    ) WHERE ${condition} ORDER BY flight
  ) TO '${join(target, '1.csv')}' (HEADER false)`)
  connection.closeSync()
}
