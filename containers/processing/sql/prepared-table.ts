import type { DuckDBConnection } from '@duckdb/node-api'
import type { Arguments } from '../arguments.ts'
import { PrepareError } from '../prepare-error.ts'
import { reason } from './error-text.ts'
import { rowsOf } from './open-database.ts'
import { identifier, literal } from './quote.ts'

const SPLITS = ['train', 'validation', 'holdout'] as const
export type Split = (typeof SPLITS)[number]

const SPLIT = 'split'

export interface Column {
  name: string
  /** DuckDB's type. */
  type: string
}

/** The recipe's result as table `prepared`, rows in a stable order; `split` and `__order` besides the recipe's columns. */
export interface Prepared {
  label: Column
  features: Column[]
  slices: Column[]
}

/**
 * Runs the recipe. Without a column `split`, a hash of the row sends 8 of 10 rows to train, 1 to validation and 1 to
 * holdout. Rows are ordered by that hash, so that the same data gives the same bytes however many threads worked.
 *
 * @throws {PrepareError} the recipe fails on the data, or a column it should yield is missing
 */
export async function createPreparedTable(
  connection: DuckDBConnection,
  recipe: string,
  by: Arguments,
  inputColumns: string[],
): Promise<Prepared> {
  const columns = await describe(connection, recipe, by.recipe, inputColumns)
  const find = (name: string, what: string) => {
    const column = columns.find((candidate) => candidate.name === name)
    if (column) return column
    const found = columns.map((candidate) => candidate.name).join(', ')
    throw new PrepareError(`${by.recipe} yields no column '${name}', the ${what}; it yields ${found}.`)
  }
  const label = find(by.label, 'label')
  const slices = by.slices.map((name) => find(name, 'slice column'))
  const features = columns.filter(({ name }) => name !== by.label && name !== SPLIT && !by.slices.includes(name))
  if (features.length === 0) throw new PrepareError(`${by.recipe} yields no feature: only label, split and slices.`)

  const hash = `hash(${columns.map(({ name }) => `recipe.${identifier(name)}`).join(', ')})`
  const split = columns.some(({ name }) => name === SPLIT)
    ? `${identifier(SPLIT)}::VARCHAR`
    : `CASE __order % 10 WHEN 8 THEN 'validation' WHEN 9 THEN 'holdout' ELSE 'train' END`
  const own = columns.filter(({ name }) => name !== SPLIT).map(({ name }) => identifier(name))
  try {
    await connection.run(
      `CREATE TABLE prepared AS
       SELECT ${own.join(', ')}, ${split} AS ${identifier(SPLIT)}, __order
       FROM (SELECT *, ${hash} AS __order FROM (\n${recipe}\n) AS recipe)
       ORDER BY __order, ${own.join(', ')}`,
    )
  } catch (error) {
    throw recipeFailed(by.recipe, error, inputColumns)
  }
  return { label, features, slices }
}

async function describe(
  connection: DuckDBConnection,
  recipe: string,
  name: string,
  inputColumns: string[],
): Promise<Column[]> {
  try {
    const columns = await rowsOf(connection, `DESCRIBE (\n${recipe}\n)`)
    return columns.map((column) => ({ name: column['column_name'], type: column['column_type'] }))
  } catch (error) {
    throw recipeFailed(name, error, inputColumns)
  }
}

/** A recipe that fails most often asks for a column that the data does not have: so the message lists those it has. */
export function recipeFailed(name: string, error: unknown, inputColumns: string[]): PrepareError {
  const missing = /Referenced column "([^"]+)" not found|Table "[^"]+" does not have a column named "([^"]+)"/.exec(
    String(error),
  )
  if (missing) {
    const has = inputColumns.join(', ')
    return new PrepareError(
      `Column '${missing[1] ?? missing[2]}', which ${name} uses, is missing from the data; the data has ${has}.`,
    )
  }
  return new PrepareError(`${name} fails on this data: ${reason(error)}.`)
}

/** Rows per split. @throws {PrepareError} an unknown split, an empty one, or fewer rows than asked for */
export async function countSplits(connection: DuckDBConnection, by: Arguments): Promise<Record<Split, number>> {
  const counted = await rowsOf(
    connection,
    `SELECT ${SPLIT} AS split, count(*)::DOUBLE AS rows FROM prepared GROUP BY ALL`,
  )
  const total = counted.reduce((sum, { rows }) => sum + rows, 0)
  const unknown = counted.find(({ split }) => !SPLITS.includes(split))
  if (unknown) {
    throw new PrepareError(
      `${by.recipe} yields split '${unknown['split']}' in ${unknown['rows']} row(s); allowed: ${SPLITS.join(', ')}.`,
    )
  }
  if (total === 0) throw new PrepareError(`${by.recipe} yields no row from this data; look at its WHERE.`)
  if (total < by.minRows)
    throw new PrepareError(`${by.recipe} yields ${total} rows; at least ${by.minRows} are asked for.`)
  const rows = Object.fromEntries(
    SPLITS.map((split) => [split, counted.find((one) => one['split'] === split)?.['rows'] ?? 0]),
  )
  const empty = SPLITS.find((split) => rows[split] === 0)
  if (empty)
    throw new PrepareError(
      `Of ${total} rows none is in split '${empty}'; bring more data, or change split in ${by.recipe}.`,
    )
  return rows as Record<Split, number>
}

export const whereSplit = (split: Split) => `WHERE ${SPLIT} = ${literal(split)}`
