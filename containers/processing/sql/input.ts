import type { DuckDBConnection } from '@duckdb/node-api'
import type { Format } from '../arguments.ts'
import type { DataFile } from '../data-files.ts'
import { PrepareError } from '../prepare-error.ts'
import { reason } from './error-text.ts'
import { rowsOf } from './open-database.ts'
import { pathLiteral } from './quote.ts'

/** How DuckDB reads files of a format. Columns are matched by name, so files may have more or fewer of them. */
const READERS: Record<Format, (paths: string) => string> = {
  csv: (paths) => `read_csv(${paths}, union_by_name = true)`,
  json: (paths) => `read_json(${paths}, format = 'newline_delimited', union_by_name = true)`,
  parquet: (paths) => `read_parquet(${paths}, union_by_name = true)`,
}

const readerOf = (format: Format, files: DataFile[]) =>
  READERS[format](`[${files.map(({ path }) => pathLiteral(path)).join(', ')}]`)

const FILES_IN_A_VIEW = 100

/**
 * Makes `input` over all files and returns its columns. Parquet files stay where they are, so that a recipe reads the
 * columns it names; text is read once into a table, and so are many files, as each use of a view opens them all again.
 *
 * @throws {PrepareError} a file cannot be read, or there is no row in any
 */
export async function createInput(connection: DuckDBConnection, files: DataFile[], format: Format): Promise<string[]> {
  try {
    const kind = format === 'parquet' && files.length <= FILES_IN_A_VIEW ? 'VIEW' : 'TABLE'
    await connection.run(`CREATE ${kind} input AS SELECT * FROM ${readerOf(format, files)}`)
    const [{ rows } = { rows: 0n }] = await rowsOf(connection, 'SELECT count(*) AS rows FROM input')
    if (rows === 0n) {
      throw new PrepareError(
        `The data has no row: ${files.length} file(s) from '${files[0]!.name}' on hold columns only.`,
      )
    }
  } catch (error) {
    if (error instanceof PrepareError) throw error
    throw (
      (await unreadableFile(connection, files, format)) ??
      new PrepareError(`The data files do not fit together: ${reason(error)}`)
    )
  }
  return (await rowsOf(connection, 'DESCRIBE input')).map((column) => column['column_name'])
}

/** Reads one file after another in full, to name the first that cannot be read; undefined when each can on its own. */
export async function unreadableFile(
  connection: DuckDBConnection,
  files: DataFile[],
  format: Format,
): Promise<PrepareError | undefined> {
  for (const file of files) {
    try {
      await connection.run(`SELECT bit_xor(hash(file)) FROM ${readerOf(format, [file])} AS file`)
    } catch (error) {
      const why = reason(error).replaceAll(file.path, file.name)
      return new PrepareError(`File '${file.name}' cannot be read as ${format}: ${why}; upload it again or delete it.`)
    }
  }
  return undefined
}
