import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../connection/local-runtime.ts'
import { withDuckDb } from './with-duckdb.ts'

/** 3,000,000 US flights, January to June 2001: date with the scheduled time, delay, distance, origin, destination. */
const FLIGHTS = join(projectRoot, 'node_modules/vega-datasets/data/flights-3m.parquet')

export interface Written {
  paths: string[]
  rows: number
}

/** Writes a month of 2001 as `files` Parquet files of about equal size into `folder`. */
export async function writeMonth(folder: string, month: number, files: number): Promise<Written> {
  return write(folder, month, files, `SELECT * FROM read_parquet('${FLIGHTS}') WHERE month(date) = ${month}`)
}

/**
 * The same, as somebody delivers it who has joined the distances by row number instead of by route, to flights that were
 * sorted by delay. Nothing looks wrong in there, and yet a flight's distance now tells how late it was.
 */
export async function writeWronglyJoined(folder: string, month: number, files: number): Promise<Written> {
  return write(
    folder,
    month,
    files,
    `WITH flights AS (SELECT * FROM read_parquet('${FLIGHTS}') WHERE month(date) = ${month}),
       left_side AS (SELECT * EXCLUDE distance, row_number() OVER (ORDER BY delay) AS row FROM flights),
       right_side AS (SELECT distance, row_number() OVER (ORDER BY distance) AS row FROM flights)
     SELECT date, delay, distance, origin, destination FROM left_side JOIN right_side USING (row)`,
  )
}

async function write(folder: string, month: number, files: number, query: string): Promise<Written> {
  const name = `2001-${String(month).padStart(2, '0')}`
  const paths = Array.from({ length: files }, (_, index) => join(folder, `${name}-part-${index + 1}.parquet`))
  return withDuckDb(async (connection) => {
    await connection.run(`CREATE TABLE month AS SELECT *, row_number() OVER () % ${files} AS part FROM (${query})`)
    for (const [part, path] of paths.entries())
      await connection.run(`COPY (SELECT * EXCLUDE part FROM month WHERE part = ${part}) TO '${path}' (FORMAT parquet)`)
    const counted = await connection.runAndReadAll('SELECT count(*)::INT FROM month')
    return { paths, rows: counted.getRows()[0]![0] as number }
  })
}

export interface HeldOut {
  labels: number[]
  /** Features as CSV rows, as the endpoint takes them. */
  rows: string[]
}

/**
 * Some of a month's flights, with the features and the truth that the line's own queries give: they look only at the
 * days before each flight, in the files of the months before and in its own.
 */
export async function featuresOf(month: number, history: string[], folder: string, rows: number): Promise<HeldOut> {
  const query = (name: string) => readFileSync(join(folder, name), 'utf8')
  const files = history.map((path) => `'${path}'`).join(', ')
  return withDuckDb(async (connection) => {
    await connection.run(`CREATE VIEW input AS
      SELECT * FROM read_parquet([${files}])
      UNION ALL BY NAME
      SELECT * FROM read_parquet('${FLIGHTS}') WHERE month(date) = ${month}`)
    // A sample is repeatable only where one thread draws it.
    await connection.run('SET threads = 1')
    await connection.run(`CREATE VIEW prepared AS ${query('prepare.sql')}`)
    const serving = query('features-for-serving.sql').replace('$month', String(month))
    const sampled = `SELECT * FROM (${serving}) USING SAMPLE reservoir(${rows} ROWS) REPEATABLE (7)`
    const table = (await connection.runAndReadAll(sampled)).getRows()
    return {
      labels: table.map(([label]) => Number(label)),
      rows: table.map(([, ...features]) => features.map((value) => (value === null ? '' : String(value))).join(',')),
    }
  })
}
