import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { Folders } from '../folders.ts'
import { literal } from './quote.ts'

const MEMORY_SHARE = 0.7

/** A database in memory that reaches the job's own folders and nothing else: no other file, no network, no extension. */
export async function openDatabase(folders: Folders): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(availableParallelism()),
    memory_limit: `${Math.floor((totalmem() * MEMORY_SHARE) / (1 << 20))}MiB`,
    temp_directory: join(tmpdir(), `trimtab-processing-${process.pid}`),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await instance.connect()
  await connection.run(
    `SET allowed_directories = [${[folders.data, folders.output].map((path) => literal(`${path}/`)).join(', ')}]`,
  )
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
  return connection
}

/** All rows of a query; use it for small answers. */
export async function rowsOf(connection: DuckDBConnection, sql: string): Promise<Record<string, any>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS() as Record<string, any>[]
}
