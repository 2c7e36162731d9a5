import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { projectRoot } from '../connection/local-runtime.ts'

/** 3,000,000 US flights, January to June 2001: date with the scheduled time, delay, distance, origin, destination. */
const FLIGHTS = join(projectRoot, 'node_modules/vega-datasets/data/flights-3m.parquet')

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

export interface HeldOut {
  labels: number[]
  /** Features as CSV rows, as the endpoint takes them. */
  rows: string[]
}

/**
 * Some of February's flights, with the features and the truth that the line's own queries give: they look only at the
 * days before each flight, in January's files and in February.
 */
export async function featuresOfFebruary(january: string[], folder: string, rows: number): Promise<HeldOut> {
  const query = (name: string) => readFileSync(join(folder, name), 'utf8')
  const connection = await (await DuckDBInstance.create()).connect()
  const files = january.map((path) => `'${path}'`).join(', ')
  await connection.run(`CREATE VIEW input AS
    SELECT * FROM read_parquet([${files}])
    UNION ALL BY NAME
    SELECT * FROM read_parquet('${FLIGHTS}') WHERE month(date) = 2`)
  // A sample is repeatable only where one thread draws it.
  await connection.run('SET threads = 1')
  await connection.run(`CREATE VIEW prepared AS ${query('prepare.sql')}`)
  const serving = query('features-for-serving.sql').replace('$month', '2')
  const sampled = `SELECT * FROM (${serving}) USING SAMPLE reservoir(${rows} ROWS) REPEATABLE (7)`
  const table = (await connection.runAndReadAll(sampled)).getRows()
  connection.closeSync()
  return {
    labels: table.map(([label]) => Number(label)),
    rows: table.map(([, ...features]) => features.map((value) => (value === null ? '' : String(value))).join(',')),
  }
}
