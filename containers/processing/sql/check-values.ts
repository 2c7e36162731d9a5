import type { DuckDBConnection } from '@duckdb/node-api'
import { PrepareError } from '../prepare-error.ts'
import { rowsOf } from './open-database.ts'
import type { Column, Prepared } from './prepared-table.ts'
import { identifier } from './quote.ts'

const WHOLE = /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/
const FRACTIONAL = /^(?:FLOAT|DOUBLE|DECIMAL\(.*\))$/

export type FeatureType = 'integer' | 'number' | 'boolean'

/** What kind of number a column holds; undefined when it holds none. */
export function featureType(type: string): FeatureType | undefined {
  if (type === 'BOOLEAN') return 'boolean'
  if (WHOLE.test(type)) return 'integer'
  return FRACTIONAL.test(type) ? 'number' : undefined
}

/** @throws {PrepareError} a label or feature that is no number, an infinite value, or a label that is missing */
export async function checkValues(
  connection: DuckDBConnection,
  recipe: string,
  { label, features }: Prepared,
): Promise<void> {
  for (const [column, what] of [[label, 'Label'], ...features.map((feature) => [feature, 'Feature'])] as [
    Column,
    string,
  ][]) {
    if (featureType(column.type)) continue
    throw new PrepareError(
      `${what} '${column.name}' is ${column.type}, not a number; ${advice(column.type)} in ${recipe}.`,
    )
  }
  const doubles = [label, ...features].filter(({ type }) => type === 'FLOAT' || type === 'DOUBLE')
  const counts = [
    `count(*) FILTER (WHERE ${missing(label)})::DOUBLE AS "label"`,
    ...doubles.map(({ name }, i) => `count(*) FILTER (WHERE isinf(${identifier(name)}))::DOUBLE AS "infinite ${i}"`),
  ]
  const [found] = await rowsOf(connection, `SELECT ${counts.join(', ')} FROM prepared`)
  if (found!['label'] > 0) {
    throw new PrepareError(
      `Label '${label.name}' is missing in ${found!['label']} row(s); leave them out in ${recipe}.`,
    )
  }
  doubles.forEach(({ name }, i) => {
    if (found![`infinite ${i}`] === 0) return
    throw new PrepareError(
      `Column '${name}' is infinite in ${found![`infinite ${i}`]} row(s); guard the division in ${recipe}.`,
    )
  })
}

function missing({ name, type }: Column): string {
  const column = identifier(name)
  return type === 'FLOAT' || type === 'DOUBLE' ? `${column} IS NULL OR isnan(${column})` : `${column} IS NULL`
}

function advice(type: string): string {
  if (/^(?:DATE|TIME)/.test(type)) return 'take parts of it such as hour() or epoch()'
  if (type === 'VARCHAR') return 'a value in the data may be no number; else encode or cast it'
  return 'make it a number'
}
