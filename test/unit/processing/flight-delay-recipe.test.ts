import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from 'vitest'

const LINE = join(import.meta.dirname, '../../../models/flight-delay')
const recipe = readFileSync(join(LINE, 'prepare.sql'), 'utf8')
const serving = readFileSync(join(LINE, 'features-for-serving.sql'), 'utf8')

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create()).connect()
})

/** Forty days of four airports; flight `i` of a day leaves at its own minute, so that features can be told apart. */
async function input(delay: string): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE input AS
    SELECT TIMESTAMP '2001-01-01' + to_days(d::INT) + to_minutes(300 + 17 * i::INT) AS date, (${delay})::BIGINT AS delay,
      100 + i AS distance, ['ATL', 'ORD', 'SEA', 'JFK'][i % 4 + 1] AS origin, ['LAX', 'DFW', 'BOS'][i % 3 + 1] AS destination
    FROM range(40) AS days(d), range(60) AS flights(i)`)
  await connection.run(`CREATE OR REPLACE VIEW prepared AS ${recipe}`)
}

const DELAY = '(hash(d, i) % 60)::BIGINT - 20'

/** Features of the flights of a day, which are counted from 0. */
async function featuresOf(day: number): Promise<string> {
  // The recipe keeps no date, so it is put back to pick the day by.
  const rows =
    await connection.runAndReadAll(`SELECT * EXCLUDE (late, split) FROM (${recipe.replace('SELECT\n  flights.late', 'SELECT\n  flights.day,\n  flights.late')})
    WHERE day = DATE '2001-01-01' + ${day} ORDER BY ALL`)
  return JSON.stringify(rows.getRowsJson())
}

describe('features of a flight', () => {
  it('do not change when the delays of its day or of later days do', async () => {
    await input(DELAY)
    const before = [await featuresOf(19), await featuresOf(20), await featuresOf(21)]
    await input(`if(d >= 20, 40 - (${DELAY}), ${DELAY})`)
    const after = [await featuresOf(19), await featuresOf(20), await featuresOf(21)]
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
    expect(after[2]).not.toBe(before[2])
  })

  it('are missing on the first day, of which nothing came before', async () => {
    await input(DELAY)
    const rows =
      await connection.runAndReadAll(`SELECT count(origin_late_ratio), count(route_late_ratio), count(origin_late_last_day), count(*)
      FROM (${recipe}) WHERE origin_late_ratio IS NULL`)
    expect(rows.getRowsJson()).toEqual([['0', '0', '0', '60']])
  })
})

it('holds out the last fifth of the days and validates on days before them', async () => {
  await input(DELAY)
  const counted = await connection.runAndReadAll(
    `SELECT split, count(*)::INT FROM (${recipe}) GROUP BY ALL ORDER BY ALL`,
  )
  expect(counted.getRowsJson()).toEqual([
    ['holdout', 480],
    ['train', 1620],
    ['validation', 300],
  ])
})

it('gives clients the features in the order in which the model learned them', async () => {
  await input(DELAY)
  const names = async (query: string) => (await connection.runAndReadAll(query)).columnNames()
  const learned = (await names(recipe)).filter((name) => !['split', 'daypart', 'airport'].includes(name))
  expect(await names(serving.replace('$month', '2'))).toEqual(learned)
})
