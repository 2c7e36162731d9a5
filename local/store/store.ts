import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { killPoint } from '../faults/kill-point.ts'

/** A keyed collection that survives a restart. Values are plain JSON; after changing one, `put` it again. */
export interface Table<T> {
  get(key: string): T | undefined
  has(key: string): boolean
  put(key: string, value: T): void
  delete(key: string): boolean
  /** In insertion order. */
  values(): IterableIterator<T>
  entries(): IterableIterator<[string, T]>
  readonly size: number
}

/**
 * The state of the runtime: one SQLite file in the state folder, read once at the start and written behind in one
 * transaction per turn of the event loop. Reads never touch the disk. What is written in one turn is kept as a whole or
 * not at all, and turns are kept in their order. Whoever shows the world an effect of the state (an answer, a write
 * elsewhere, a process) flushes first. With `synchronous = NORMAL` a commit is with the operating system: it outlives
 * the process, while a loss of power may take the last ones, whole and from the end.
 */
export class Store {
  readonly #db: DatabaseSync
  readonly #put: StatementSync
  readonly #drop: StatementSync
  readonly #tables = new Map<string, Table<unknown>>()
  /** What is to be written, of each table. */
  readonly #dirty = new Map<string, Map<string, unknown>>()
  #turn = 0
  #scheduled: NodeJS.Immediate | undefined

  constructor(stateDir: string) {
    mkdirSync(stateDir, { recursive: true })
    this.#db = new DatabaseSync(join(stateDir, 'state.db'))
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000')
    this.#db.exec('CREATE TABLE IF NOT EXISTS item (tbl TEXT, key TEXT, value TEXT, PRIMARY KEY (tbl, key))')
    this.#put = this.#db.prepare(
      'INSERT INTO item VALUES (?, ?, ?) ON CONFLICT (tbl, key) DO UPDATE SET value = excluded.value',
    )
    this.#drop = this.#db.prepare('DELETE FROM item WHERE tbl = ? AND key = ?')
  }

  table<T>(name: string): Table<T> {
    const known = this.#tables.get(name)
    if (known) return known as Table<T>
    const items = new Map<string, T>()
    for (const row of this.#db.prepare('SELECT key, value FROM item WHERE tbl = ? ORDER BY rowid').iterate(name))
      items.set(row.key as string, JSON.parse(row.value as string))
    const dirty = new Map<string, unknown>()
    this.#dirty.set(name, dirty)
    const write = (key: string, value: T | undefined) => {
      dirty.set(key, value)
      this.#scheduled ??= setImmediate(() => this.flush())
    }
    const table: Table<T> = {
      get: (key) => items.get(key),
      has: (key) => items.has(key),
      put: (key, value) => {
        items.set(key, value)
        write(key, value)
      },
      delete: (key) => {
        write(key, undefined)
        return items.delete(key)
      },
      values: () => items.values(),
      entries: () => items.entries(),
      get size() {
        return items.size
      },
    }
    this.#tables.set(name, table as Table<unknown>)
    return table
  }

  /** How many transactions there have been. What was put since the last is written as it is when the next one comes. */
  get turn(): number {
    return this.#turn
  }

  /** Writes what is pending, now. When that fails, all of it stays pending. */
  flush(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled)
    this.#scheduled = undefined
    const dirty = [...this.#dirty].filter(([, values]) => values.size > 0)
    if (dirty.length === 0) return
    killPoint()
    this.#db.exec('BEGIN')
    try {
      for (const [table, values] of dirty)
        for (const [key, value] of values) {
          if (value === undefined) this.#drop.run(table, key)
          else this.#put.run(table, key, JSON.stringify(value))
        }
      killPoint()
      this.#db.exec('COMMIT')
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
    for (const [, values] of dirty) values.clear()
    this.#turn++
    killPoint()
  }

  close(): void {
    this.flush()
    this.#db.close()
  }
}
