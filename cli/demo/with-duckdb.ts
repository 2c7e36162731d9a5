import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** Works with a database of its own, which is gone afterwards. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await (await DuckDBInstance.create()).connect()
  try {
    return await work(connection)
  } finally {
    connection.closeSync()
  }
}
