import type { Engine } from './engine.ts'

/**
 * Ends what a process that was killed had only begun: dynalite makes and removes a table in two steps, of which the
 * second is lost with the process.
 */
export async function settleTables(engine: Engine): Promise<void> {
  let ExclusiveStartTableName: string | undefined
  do {
    const { TableNames, LastEvaluatedTableName } = await engine.run('ListTables', {
      ...(ExclusiveStartTableName && { ExclusiveStartTableName }),
    })
    for (const name of TableNames) await settle(engine, name)
    ExclusiveStartTableName = LastEvaluatedTableName
  } while (ExclusiveStartTableName)
}

async function settle(engine: Engine, TableName: string): Promise<void> {
  const { Table } = await engine.run('DescribeTable', { TableName })
  if (Table.TableStatus === 'ACTIVE') return
  await engine.amendTable(TableName, (table) => {
    table.TableStatus = 'ACTIVE'
    for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE'
  })
  if (Table.TableStatus === 'DELETING') await engine.run('DeleteTable', { TableName })
}
