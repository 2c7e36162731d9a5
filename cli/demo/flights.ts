import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** 3,000,000 US flights, January to June 2001: date with the scheduled time, delay, distance, origin, destination. */
export const FLIGHTS = createRequire(import.meta.url).resolve('vega-datasets/data/flights-3m.parquet')

/** Writes January as `files` Parquet files of about equal size into `folder`; returns their paths and the rows. */
export async function writeJanuary(folder: string, files: number): Promise<{ paths: string[]; rows: number }> {
  const connection = await (await DuckDBInstance.create()).connect()
  const paths = Array.from({ length: files }, (_, index) => join(folder, `2001-01-part-${index + 1}.parquet`))
  await connection.run(
    `CREATE TABLE january AS SELECT *, row_number() OVER () % ${files} AS part FROM read_parquet('${FLIGHTS}') WHERE month(date) = 1`,
  )
  for (const [part, path] of paths.entries())
    await connection.run(`COPY (SELECT * EXCLUDE part FROM january WHERE part = ${part}) TO '${path}' (FORMAT parquet)`)
  const counted = await connection.runAndReadAll('SELECT count(*)::INT FROM january')
  connection.closeSync()
  return { paths, rows: counted.getRows()[0]![0] as number }
}
