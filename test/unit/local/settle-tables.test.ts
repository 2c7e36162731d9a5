import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '#local/dynamodb/engine.ts'
import { settleTables } from '#local/dynamodb/settle-tables.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'

const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-tables-'))
afterAll(() => rmSync(stateDir, { recursive: true, force: true }))

test('a table that was being made when the process was killed is there, and one that was being removed is gone', async () => {
  const kernel = createKernel({ stateDir })
  const engine = openEngine(kernel, stateDir, true)
  const status = async (TableName: string) => (await engine.run('DescribeTable', { TableName })).Table.TableStatus
  for (const [TableName, left] of [
    ['made', 'CREATING'],
    ['removed', 'DELETING'],
  ] as const) {
    await engine.run('CreateTable', {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    })
    await expect.poll(() => status(TableName)).toBe('ACTIVE')
    await engine.amendTable(TableName, (table) => {
      table.TableStatus = left
    })
  }
  await settleTables(engine)
  expect(await status('made')).toBe('ACTIVE')
  await expect.poll(() => engine.run('ListTables', {})).toEqual({ TableNames: ['made'] })
  await engine.close()
  kernel.store.close()
})
