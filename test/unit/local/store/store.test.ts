import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Store } from '#local/store/store.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-store-'))
  store = new Store(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What another process would find. */
function onDisk(table: string): Record<string, unknown> {
  const other = new Store(folder)
  const found = Object.fromEntries(other.table(table).entries())
  other.close()
  return found
}

describe('the store', () => {
  it('has on disk what was flushed, and the rest a turn later', async () => {
    const things = store.table<number>('things')
    things.put('a', 1)
    store.flush()
    things.put('b', 2)
    expect(onDisk('things')).toEqual({ a: 1 })
    await new Promise((resolve) => setImmediate(resolve))
    expect(onDisk('things')).toEqual({ a: 1, b: 2 })
  })

  it('keeps a turn as a whole: what cannot be written takes nothing of it apart, and stays pending', () => {
    const things = store.table<unknown>('things')
    things.put('a', 1)
    const circular: { self?: unknown } = {}
    circular.self = circular
    things.put('b', circular)
    expect(() => store.flush()).toThrow(/circular/i)
    expect(onDisk('things')).toEqual({})
    things.put('b', 2)
    store.flush()
    expect(onDisk('things')).toEqual({ a: 1, b: 2 })
  })
})
