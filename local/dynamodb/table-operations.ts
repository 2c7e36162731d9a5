import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'
import { settingsFrom, settingsOf } from './table-settings.ts'

const UPDATES = ['AttributeDefinitions', 'BillingMode', 'ProvisionedThroughput', 'GlobalSecondaryIndexUpdates']

/** The operations over tables: dynalite's, and the settings that it does not know. */
export function tableOperations(kernel: Kernel, engine: Engine) {
  const settings = settingsOf(kernel)

  /** dynalite moves a table on by a timer of 0 ms; nobody here should have to wait for that. */
  const settled = async (name: string): Promise<any> => {
    for (;;) {
      const { Table } = await engine.run('DescribeTable', { TableName: name })
      if (!['CREATING', 'UPDATING', 'DELETING'].includes(Table.TableStatus)) return Table
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const described = (table: any) => ({
    ...table,
    DeletionProtectionEnabled: false,
    ...settings.get(table.TableName)?.described,
  })

  return {
    async CreateTable({ Tags, ...input }: any) {
      const chosen = settingsFrom(input)
      const { TableDescription } = await engine.run('CreateTable', input)
      const name = TableDescription.TableName
      const CreationDateTime = kernel.clock.now() / 1000
      const TableId = kernel.requestId()
      const { LastUpdateToPayPerRequestDateTime: _, ...BillingModeSummary } = TableDescription.BillingModeSummary ?? {}
      await settled(name)
      await engine.amendTable(name, (table) => {
        table.CreationDateTime = CreationDateTime
        table.TableId = TableId
      })
      settings.put(name, chosen)
      if (Tags?.length) await engine.run('TagResource', { ResourceArn: TableDescription.TableArn, Tags })
      return {
        TableDescription: described({
          ...TableDescription,
          ...(TableDescription.BillingModeSummary && { BillingModeSummary }),
          TableStatus: 'CREATING',
          CreationDateTime,
          TableId,
        }),
      }
    },

    async DescribeTable(input: any) {
      const { Table } = await engine.run('DescribeTable', input)
      return { Table: described(warm(Table)) }
    },

    async UpdateTable(input: any) {
      const { TableName } = input
      await engine.run('DescribeTable', { TableName })
      settings.put(TableName, settingsFrom(input, settings.get(TableName)))
      if (UPDATES.some((member) => input[member] !== undefined)) await engine.run('UpdateTable', input)
      return { TableDescription: described(await settled(TableName)) }
    },

    async DeleteTable(input: any) {
      const { TableName } = input
      if (settings.get(TableName)?.described.DeletionProtectionEnabled)
        throw new AwsError(
          'ValidationException',
          `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
        )
      const { TableDescription } = await engine.run('DeleteTable', input)
      settings.delete(TableName)
      await settled(TableName).catch((error) => {
        if (error.code !== 'ResourceNotFoundException') throw error
      })
      const { AttributeDefinitions, CreationDateTime, KeySchema, ...told } = TableDescription
      return { TableDescription: { DeletionProtectionEnabled: false, ...told } }
    },
  }
}

/** How much a table and its indexes take at once: as much as they are provisioned for, or what tables on demand begin with. */
function warm(table: any) {
  const throughputOf = ({ ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } }: any) => ({
    ReadUnitsPerSecond: ReadCapacityUnits || 12_000,
    WriteUnitsPerSecond: WriteCapacityUnits || 4000,
    Status: 'ACTIVE',
  })
  const withThroughput = (one: any) => ({ ...one, WarmThroughput: throughputOf(one) })
  return {
    ...withThroughput(table),
    ...(table.GlobalSecondaryIndexes && { GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(withThroughput) }),
  }
}
