import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listKeys } from '#local/s3/objects/list-keys.ts'
import { ObjectIndex } from '#local/s3/objects/object-index.ts'

const folder = mkdtempSync(join(tmpdir(), 'trimtab-index-'))
const bucket = 'many'
let index: ObjectIndex

// One transaction beside the index: through it each of the 100,000 would be made durable by itself.
beforeAll(() => {
  index = new ObjectIndex(folder)
  const db = new DatabaseSync(join(folder, 'index.db'))
  const insert = db.prepare("INSERT INTO object VALUES (?, ?, ?, 'null', 1, 0, 1, 'e', 1, ?, ?)")
  const detail = JSON.stringify({ headers: { ContentType: 'text/csv' }, metadata: {}, tags: {}, checksums: {} })
  db.exec('BEGIN')
  for (let number = 0; number < 100_000; number++) {
    const name = String(number).padStart(6, '0')
    insert.run(bucket, `data/${number % 10}/${name}.csv`, name, name, detail)
  }
  db.exec('COMMIT')
  db.close()
})
afterAll(() => {
  index.close()
  rmSync(folder, { recursive: true, force: true })
})

let read = 0
/** How many entries of the index a listing looked at. */
function* counted<T>(entries: Iterable<T>): Iterable<T> {
  for (const entry of entries) {
    read++
    yield entry
  }
}
const list = (more: object) => {
  read = 0
  return listKeys((from) => counted(index.objectsFrom(bucket, from)), {
    prefix: '',
    delimiter: '',
    after: '',
    limit: 1000,
    ...more,
  })
}

test('of 100,000 keys a folder view reads about one each, and a page in the middle no more than the page', () => {
  const folders = list({ prefix: 'data/', delimiter: '/' })
  expect(folders.prefixes).toEqual(Array.from({ length: 10 }, (_, digit) => `data/${digit}/`))
  expect(read).toBeLessThan(30)
  const page = list({ prefix: 'data/5/', after: 'data/5/050005.csv' })
  expect(page.items[0]!.key).toBe('data/5/050015.csv')
  expect(page.items).toHaveLength(1000)
  expect(read).toBeLessThan(1010)
})
