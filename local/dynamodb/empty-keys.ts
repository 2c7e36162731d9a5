import { AwsError } from '../kernel/aws-error.ts'

type Attribute = { S?: string; B?: string }
type Item = Record<string, Attribute>

interface Keyed {
  KeySchema: { AttributeName: string }[]
}

interface Table extends Keyed {
  LocalSecondaryIndexes?: (Keyed & { IndexName: string })[]
  GlobalSecondaryIndexes?: (Keyed & { IndexName: string })[]
}

/**
 * DynamoDB takes no empty string or binary as the value of a key: not in an item, not in a key, not in the condition of
 * a query. dynalite takes them all. `data` is a request that is valid otherwise.
 */
export async function refuseEmptyKeys(data: any, tableOf: (name: string) => Promise<Table | undefined>): Promise<void> {
  for (const [name, condition] of Object.entries<any>(data.KeyConditions ?? {}))
    for (const value of condition.AttributeValueList) refuseEmpty(value, `Key: ${name}`)
  for (const name of Object.keys(data.Key ?? {})) refuseEmpty(data.Key[name], `Key: ${name}`)
  if (data.Item) refuseItem(data.Item, await tableOf(data.TableName))
  for (const [table, requests] of Object.entries<any>(data.RequestItems ?? {}))
    for (const request of [requests.Keys ?? requests].flat())
      if (request.PutRequest) refuseItem(request.PutRequest.Item, await tableOf(table))
      else for (const [name, value] of keyOf(request)) refuseEmpty(value, `Key: ${name}`)
}

const keyOf = (request: any) => Object.entries<Attribute>(request.DeleteRequest?.Key ?? request)

function refuseItem(item: Item, table: Table | undefined): void {
  for (const { AttributeName } of table?.KeySchema ?? []) refuseEmpty(item[AttributeName], `Key: ${AttributeName}`)
  for (const { IndexName, KeySchema } of [
    ...(table?.LocalSecondaryIndexes ?? []),
    ...(table?.GlobalSecondaryIndexes ?? []),
  ])
    for (const { AttributeName } of KeySchema)
      refuseEmpty(
        item[AttributeName],
        `IndexName: ${IndexName}, IndexKey: ${AttributeName}`,
        ' A value specified for a secondary index key is not supported.',
      )
}

function refuseEmpty(value: Attribute | undefined, place: string, more = ''): void {
  const kind = value?.S === '' ? 'string' : value?.B === '' ? 'binary' : undefined
  if (!kind) return
  throw new AwsError(
    'ValidationException',
    `One or more parameter values are not valid.${more} The AttributeValue for a key attribute cannot contain an empty ${kind} value. ${place}`,
  )
}
