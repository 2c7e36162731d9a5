import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { projectRoot } from '#cli/connection/local-runtime.ts'

/** January's flights that fulfil the condition, as training data: a file `1.csv` in the folder `target`. */
export async function writeFlights(target: string, condition: string): Promise<void> {
  mkdirSync(target)
  const source = join(projectRoot, 'node_modules/vega-datasets/data/flights-3m.parquet')
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`COPY (
    SELECT late, hour, weekday, distance, from_airport, to_airport
    FROM (
      SELECT (delay > 15)::INT AS late, (hour(date) + minute(date) / 60)::FLOAT AS hour, isodow(date) AS weekday,
        distance, dense_rank() OVER (ORDER BY origin) AS from_airport,
        dense_rank() OVER (ORDER BY destination) AS to_airport,
        row_number() OVER (ORDER BY date, origin, destination, distance, delay) AS flight
      FROM '${source}' WHERE month(date) = 1 AND year(date) = 2001
    ) WHERE ${condition} ORDER BY flight
  ) TO '${join(target, '1.csv')}' (HEADER false)`)
  connection.closeSync()
}
