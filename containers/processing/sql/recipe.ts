import { existsSync, readFileSync } from 'node:fs'
import { type DuckDBConnection, StatementType } from '@duckdb/node-api'
import { PrepareError } from '../prepare-error.ts'
import { reason } from './error-text.ts'
import { recipeFailed } from './prepared-table.ts'

/**
 * The text of a SQL recipe, fit to stand in parentheses.
 *
 * @throws {PrepareError} no such file, no SQL, or not exactly one SELECT
 */
export async function readRecipe(
  connection: DuckDBConnection,
  path: string,
  name: string,
  inputColumns: string[],
): Promise<string> {
  if (!existsSync(path))
    throw new PrepareError(`The recipe '${name}' is not among the code files; upload it beside model.yaml.`)
  const text = readFileSync(path, 'utf8')
  const statements = await connection.extractStatements(text).catch((error: unknown) => {
    throw new PrepareError(`${name} is not SQL that DuckDB reads: ${reason(error)}.`)
  })
  if (statements.count !== 1)
    throw new PrepareError(`${name} holds ${statements.count} statements; a recipe is one SELECT.`)
  const statement = await statements.prepare(0).catch((error: unknown) => {
    throw recipeFailed(name, error, inputColumns)
  })
  if (statement.statementType !== StatementType.SELECT) {
    throw new PrepareError(`${name} is a ${StatementType[statement.statementType]} statement; a recipe is one SELECT.`)
  }
  return text.trim().replace(/;\s*(?:--[^\n]*\s*)*$/, '')
}
