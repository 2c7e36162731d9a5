import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { writeMonth, writeWronglyJoined } from '#cli/demo/flights.ts'

test('wrongly joined flights look like the right ones, and their distance tells the delay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-flights-'))
  const connection = await (await DuckDBInstance.create()).connect()
  const facts = async (path: string) => {
    const query = `SELECT count(*)::INT, count(distance)::INT, sum(distance)::INT, sum(delay)::INT, min(date)::VARCHAR,
      count(DISTINCT origin)::INT, abs(corr(distance, (delay > 15)::INT)) > 0.5 FROM read_parquet('${path}')`
    return (await connection.runAndReadAll(query)).getRows()[0]!
  }
  try {
    const right = await facts((await writeMonth(folder, 2, 1)).paths[0]!)
    const wrong = await facts((await writeWronglyJoined(folder, 2, 1)).paths[0]!)
    expect(wrong.slice(0, -1)).toEqual(right.slice(0, -1))
    expect([right.at(-1), wrong.at(-1)]).toEqual([false, true])
  } finally {
    connection.closeSync()
    rmSync(folder, { recursive: true, force: true })
  }
})
