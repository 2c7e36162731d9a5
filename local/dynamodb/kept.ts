import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Database {
  batch(operations: { type: 'put'; key: string; value: unknown }[]): Promise<void>
  iterator(): AsyncIterable<[key: string, value: unknown]>
}

/** Takes up what a database in memory held when it was last kept in a folder; answers what keeps it there again. */
export function kept(database: Database, folder: string): () => Promise<void> {
  const file = join(folder, 'items.json')
  if (existsSync(file)) {
    const items: [string, unknown][] = JSON.parse(readFileSync(file, 'utf8'))
    void database.batch(items.map(([key, value]) => ({ type: 'put', key, value })))
  }
  return async () => {
    const items: [string, unknown][] = []
    for await (const item of database.iterator()) items.push(item)
    writeFileSync(file, JSON.stringify(items))
  }
}
