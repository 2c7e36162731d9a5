import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { config } from '#shared/config.ts'

/** Where an item lies. `listing` and `listedAt`, where an item has them, place it in the index `byTime`. */
export interface Key {
  pk: string
  sk: string
}

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } })

/** Reads one item as it stands now, not as it stood a moment ago. */
export async function read<Item>(key: Key): Promise<Item | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: config.ledger(), Key: { ...key }, ConsistentRead: true }),
  )
  return Item && (withoutKeys(Item) as Item)
}

/** Reads several items at once, each as it stands now; answers them in the order of the keys. */
export async function readAll(keys: Key[]): Promise<(object | undefined)[]> {
  const table = config.ledger()
  const found = new Map<string, object>()
  const named = ({ pk, sk }: Key) => `${pk}\n${sk}`
  let left: Key[] = keys.map((key) => ({ ...key }))
  for (let round = 0; left.length > 0; round++) {
    if (round > 8) throw new Error(`the ledger gave all but ${left.length} items`)
    if (round > 0) await new Promise((resume) => setTimeout(resume, 50 * 2 ** round))
    const RequestItems = { [table]: { Keys: left, ConsistentRead: true } }
    const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems }))
    for (const item of Responses?.[table] ?? []) found.set(named(item as Key), withoutKeys(item))
    left = (UnprocessedKeys?.[table]?.Keys as Key[] | undefined) ?? []
  }
  return keys.map((key) => found.get(named(key)))
}

export async function put(key: Key, item: object): Promise<void> {
  await client.send(new PutCommand({ TableName: config.ledger(), Item: { ...item, ...key } }))
}

/** Answers whether it was absent, and so was put. */
export async function putIfAbsent(key: Key, item: object): Promise<boolean> {
  const ConditionExpression = 'attribute_not_exists(pk)'
  return held(
    client.send(new PutCommand({ TableName: config.ledger(), Item: { ...item, ...key }, ConditionExpression })),
  )
}

/** Answers whether the condition held, and so the item was changed. */
export async function update(
  key: Key,
  change: Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames'> & {
    values?: Record<string, unknown>
  },
): Promise<boolean> {
  const { values, ...expressions } = change
  const command = { TableName: config.ledger(), Key: { ...key }, ...expressions }
  return held(client.send(new UpdateCommand(values ? { ...command, ExpressionAttributeValues: values } : command)))
}

/** Answers whether the condition held, and so the item is gone. */
export function remove(
  key: Key,
  ConditionExpression: string,
  values: Record<string, unknown>,
  ExpressionAttributeNames?: Record<string, string>,
): Promise<boolean> {
  const condition = { ConditionExpression, ExpressionAttributeValues: values, ExpressionAttributeNames }
  const input = { TableName: config.ledger(), Key: { ...key }, ...condition }
  return held(client.send(new DeleteCommand(input)))
}

/** Puts any number of items, unconditionally, 25 at a time. */
export async function putAll(items: (Key & object)[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / 25) }, (_, at) => items.slice(at * 25, at * 25 + 25))
  const lanes = Array.from({ length: Math.min(4, batches.length) }, async () => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) await putBatch(batch)
  })
  await Promise.all(lanes)
}

async function putBatch(batch: object[]): Promise<void> {
  const table = config.ledger()
  let left: { PutRequest?: { Item: object | undefined } }[] = batch.map((Item) => ({ PutRequest: { Item } }))
  for (let round = 0; left.length > 0; round++) {
    if (round > 8) throw new Error(`the ledger took all but ${left.length} items of a batch`)
    if (round > 0) await new Promise((resume) => setTimeout(resume, 50 * 2 ** round))
    const answer = await client.send(new BatchWriteCommand({ RequestItems: { [table]: left as never } }))
    left = (answer.UnprocessedItems?.[table] as typeof left | undefined) ?? []
  }
}

/** The items under one partition key whose sort key begins with `prefix`, or all of them, in the order of sort keys. */
export function list<Item>(
  pk: string,
  prefix: string | undefined,
  options: { newestFirst?: boolean; limit?: number; consistent?: boolean; after?: Key } = {},
): Promise<Item[]> {
  return query(
    {
      // DynamoDB refuses an empty value of a key, in a condition too.
      KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :prefix)' : 'pk = :pk',
      ExpressionAttributeValues: prefix ? { ':pk': pk, ':prefix': prefix } : { ':pk': pk },
      ConsistentRead: options.consistent,
      ScanIndexForward: !options.newestFirst,
      ExclusiveStartKey: options.after && { ...options.after },
    },
    options.limit,
  )
}

/** The items of one listing of the index, by time. What was written a moment ago may not be there yet. */
export function listByTime<Item>(
  listing: string,
  options: { newestFirst?: boolean; limit?: number; after?: Key & { listedAt: string } } = {},
): Promise<Item[]> {
  return query(
    {
      IndexName: 'byTime',
      KeyConditionExpression: 'listing = :listing',
      ExpressionAttributeValues: { ':listing': listing },
      ScanIndexForward: !options.newestFirst,
      ExclusiveStartKey: options.after && { ...options.after, listing },
    },
    options.limit,
  )
}

async function query<Item>(input: Omit<QueryCommandInput, 'TableName'>, limit = Number.POSITIVE_INFINITY) {
  const items: Item[] = []
  let start = input.ExclusiveStartKey
  do {
    const Limit = Number.isFinite(limit) ? limit - items.length : undefined
    const page = await client.send(
      new QueryCommand({ TableName: config.ledger(), ...input, Limit, ExclusiveStartKey: start }),
    )
    for (const item of page.Items ?? []) items.push(withoutKeys(item) as Item)
    start = page.LastEvaluatedKey
  } while (start && items.length < limit)
  return items
}

/** `days` from a time, as DynamoDB wants it for removing an item by itself. */
export function expiry(from: string, days: number): number {
  return Math.floor(Date.parse(from) / 1000) + days * 86_400
}

async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}

function withoutKeys({ pk: _pk, sk: _sk, listing: _listing, listedAt: _listedAt, ...item }: Record<string, unknown>) {
  return item
}
