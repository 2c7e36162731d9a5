import { AwsError } from '../kernel/aws-error.ts'
import type { Engine, EngineOperation } from './engine.ts'

/**
 * Writes whose failed condition hands back the item that failed it (ReturnValuesOnConditionCheckFailure), which
 * dynalite does not know. The item is read right after the refusal, not under the same lock.
 */
export function withFailedItem(engine: Engine): Record<string, (input: any) => Promise<any>> {
  const write = (operation: EngineOperation, keyOf: (input: any) => Promise<any>) => async (input: any) => {
    if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return engine.run(operation, input)
    const { TableName } = input
    const Key = structuredClone(await keyOf(input))
    try {
      return await engine.run(operation, input)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error
      const { Item } = await engine.run('GetItem', { TableName, Key, ConsistentRead: true })
      throw new AwsError(error.code, error.message, error.status, { Item })
    }
  }
  const ownKey = async ({ Key }: any) => Key
  const keyOfItem = async ({ TableName, Item }: any) => {
    const { Table } = await engine.run('DescribeTable', { TableName })
    return Object.fromEntries(Table.KeySchema.map(({ AttributeName: name }: any) => [name, Item?.[name]]))
  }
  return {
    PutItem: write('PutItem', keyOfItem),
    UpdateItem: write('UpdateItem', ownKey),
    DeleteItem: write('DeleteItem', ownKey),
  }
}
