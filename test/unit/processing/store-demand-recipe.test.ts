import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, describe, expect, it } from 'vitest'

const LINE = join(import.meta.dirname, '../../../models/store-demand')
const recipe = readFileSync(join(LINE, 'prepare.sql'), 'utf8')
const serving = readFileSync(join(LINE, 'features-for-serving.sql'), 'utf8')

let connection: DuckDBConnection

beforeAll(async () => {
  connection = await (await DuckDBInstance.create()).connect()
})

/** A hundred days of two stores, on every third of which nobody orders. */
async function input(quantity: string): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE input AS
    SELECT DATE '2017-01-02' + d::INT AS "Order Date", ['East', 'West'][s % 2 + 1] AS "Region", 'Technology' AS "Category",
      (${quantity})::INT AS "Quantity"
    FROM range(100) AS days(d), range(4) AS lines(s)
    WHERE d % 3 < 2`)
}

const QUANTITY = '1 + hash(d, s) % 9'

/** The recipe keeps no date, so it is put back to pick days by. */
const dated = recipe.replace('SELECT\n  units,', 'SELECT\n  day,\n  units,')
const rowsOf = async (query: string) => (await connection.runAndReadAll(query)).getRowsJson()
const featuresOf = async (day: number) =>
  JSON.stringify(
    await rowsOf(`SELECT * EXCLUDE (units, split) FROM (${dated}) WHERE day = DATE '2017-01-02' + ${day} ORDER BY ALL`),
  )

describe('features of a store’s day', () => {
  it('do not change when what is sold on it or later does', async () => {
    await input(QUANTITY)
    const before = [await featuresOf(69), await featuresOf(70), await featuresOf(71)]
    await input(`if(d >= 70, 50, ${QUANTITY})`)
    const after = [await featuresOf(69), await featuresOf(70), await featuresOf(71)]
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2))
    expect(after[2]).not.toBe(before[2])
  })
})

it('knows a day without an order as one on which nothing was sold', async () => {
  await input('5')
  expect(await rowsOf(`SELECT units, count(*)::INT FROM (${dated}) GROUP BY ALL ORDER BY ALL`)).toEqual([
    [0, 30],
    [10, 58],
  ])
})

it('holds out the last fifth of the days, validates on days before them, and drops the first eight weeks', async () => {
  await input(QUANTITY)
  expect(
    await rowsOf(`SELECT split, min(day)::VARCHAR, count(*)::INT FROM (${dated}) GROUP BY ALL ORDER BY 2`),
  ).toEqual([
    ['train', '2017-02-27', 24],
    ['validation', '2017-03-11', 24],
    ['holdout', '2017-03-23', 40],
  ])
})

it('gives clients the features in the order in which the model learned them', async () => {
  await input(QUANTITY)
  await connection.run(`CREATE OR REPLACE VIEW prepared AS ${recipe}`)
  const names = async (query: string) => (await connection.runAndReadAll(query)).columnNames()
  const learned = (await names(recipe)).filter((name) => !['split', 'region', 'kind'].includes(name))
  const asked = serving.replaceAll('$day', "DATE '2017-04-01'")
  expect(await names(asked)).toEqual(learned)
  expect(await rowsOf(asked)).toHaveLength(2)
})
