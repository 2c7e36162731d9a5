import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { writeWhole } from '#local/dynamodb/whole-writes.ts'

const require = createRequire(import.meta.url)
const dynalite = require('dynalite/db')
const act = (store: unknown, action: string, input: object) =>
  new Promise((resolve, reject) => {
    require(`dynalite/actions/${action}`)(store, input, (error: unknown, output: unknown) =>
      error ? reject(error) : resolve(output),
    )
  })

it('an item and its index entries are written as one, so that no crash leaves an item that its index does not find', async () => {
  const store = dynalite.create({ createTableMs: 0 })
  const single: string[] = []
  const batches: string[][] = []
  for (const name of ['put', 'del']) {
    const original = store.db[name]
    store.db[name] = (key: string, ...rest: unknown[]) => {
      single.push(`${name} ${key.split('~')[0]}`)
      return original.call(store.db, key, ...rest)
    }
  }
  const { batch } = store.db
  store.db.batch = (operations: { type: string; key: string }[], done: () => void) => {
    batches.push(operations.map(({ type, key }) => `${type} ${key.split('~')[0]}`))
    return batch.call(store.db, operations, done)
  }
  writeWhole(store, dynalite)

  const keys = [{ AttributeName: 'id', KeyType: 'HASH' }]
  const index = { IndexName: 'byKind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }] }
  await store.db.put('table~things', {
    TableName: 'things',
    TableStatus: 'ACTIVE',
    AttributeDefinitions: ['id', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keys,
    GlobalSecondaryIndexes: [{ ...index, Projection: { ProjectionType: 'ALL' } }],
  })
  single.length = 0

  await act(store, 'putItem', { TableName: 'things', Item: { id: { S: 'a' }, kind: { S: 'one' } } })
  await act(store, 'putItem', { TableName: 'things', Item: { id: { S: 'a' }, kind: { S: 'two' } } })
  await act(store, 'deleteItem', { TableName: 'things', Key: { id: { S: 'a' } } })
  await act(store, 'putItem', { TableName: 'things', Item: { id: { S: 'b' } } })
  expect(batches).toEqual([
    ['put index-global', 'put item-things'],
    ['del index-global', 'put index-global', 'put item-things'],
    ['del index-global', 'del item-things'],
  ])
  expect(single).toEqual(['put item-things'])
})
