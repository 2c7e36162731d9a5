import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '#local/dynamodb/engine.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-kept-'))
afterAll(() => rmSync(stateDir, { recursive: true, force: true }))

test('a database in memory is there again after a restart', async () => {
  const kernel = createKernel({ stateDir })
  const first = openEngine(kernel, stateDir, true)
  await first.run('CreateTable', {
    TableName: 'ledger',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  await expect
    .poll(async () => (await first.run('DescribeTable', { TableName: 'ledger' })).Table.TableStatus)
    .toBe('ACTIVE')
  const Item = { id: { S: 'one' } }
  await first.run('PutItem', { TableName: 'ledger', Item })
  await first.close()
  const second = openEngine(kernel, stateDir, true)
  expect(await second.run('Scan', { TableName: 'ledger' })).toMatchObject({ Items: [Item] })
  await second.close()
  kernel.store.close()
})
