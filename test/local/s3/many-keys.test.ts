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

const timed = <T>(work: () => T) => {
  const start = performance.now()
  const result = work()
  return { result, ms: performance.now() - start }
}
const list = (more: object) =>
  listKeys((from) => index.objectsFrom(bucket, from), { prefix: '', delimiter: '', after: '', limit: 1000, ...more })

test('of 100,000 keys a folder view reads one each, and a page in the middle is as quick as the first', () => {
  const folders = timed(() => list({ prefix: 'data/', delimiter: '/' }))
  expect(folders.result.prefixes).toEqual(Array.from({ length: 10 }, (_, digit) => `data/${digit}/`))
  expect(folders.ms).toBeLessThan(100)
  const page = timed(() => list({ prefix: 'data/5/', after: 'data/5/050005.csv' }))
  expect(page.result.items[0]!.key).toBe('data/5/050015.csv')
  expect(page.result.items).toHaveLength(1000)
  expect(page.ms).toBeLessThan(250)
})
