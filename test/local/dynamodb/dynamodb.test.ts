import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createDynamoDb } from '#local/dynamodb/index.ts'
import { createIam } from '#local/iam/index.ts'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import type { Kernel } from '#local/kernel/kernel.ts'
import { serve } from '#test/support/kernel.ts'

const TABLE: CreateTableCommandInput = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
}

const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-dynamodb-'))
let clock: VirtualClock
let kernel: Kernel
let client: DynamoDBClient
let close: () => Promise<void>

async function begin() {
  clock = new VirtualClock({ auto: false })
  const served = await serve({ stateDir, clock })
  kernel = served.kernel
  kernel.register(createIam(kernel))
  const service = createDynamoDb(kernel)
  kernel.register(service)
  await service.start?.()
  client = clientFor(LOCAL_KEYS)
  close = async () => {
    client.destroy()
    await served.close()
  }
}

const clientFor = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) =>
  new DynamoDBClient({ endpoint: kernel.endpoint, region: kernel.region, credentials, maxAttempts: 1 })

beforeAll(async () => {
  await begin()
  await client.send(new CreateTableCommand(TABLE))
})
afterAll(async () => {
  await close()
  rmSync(stateDir, { recursive: true, force: true })
})

const key = (pk: string, sk = 'x') => ({ pk: { S: pk }, sk: { S: sk } })
const put = (pk: string, more: object = {}, sk?: string) =>
  client.send(new PutItemCommand({ TableName: 'ledger', Item: { ...key(pk, sk), ...more } }))
const get = async (pk: string, sk?: string) =>
  (await client.send(new GetItemCommand({ TableName: 'ledger', Key: key(pk, sk) }))).Item

test('a table is there as soon as it is made, under the account and the clock of the runtime', async () => {
  const made = await client.send(
    new CreateTableCommand({ ...TABLE, TableName: 'fresh', Tags: [{ Key: 'a', Value: 'b' }] }),
  )
  expect(made.TableDescription!.TableArn).toBe('arn:aws:dynamodb:ap-southeast-1:000000000000:table/fresh')
  await client.send(new PutItemCommand({ TableName: 'fresh', Item: key('a') }))
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'fresh' }))
  expect(Table).toMatchObject({ TableStatus: 'ACTIVE', CreationDateTime: clock.date() })
  const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn: Table!.TableArn }))
  expect(Tags).toEqual([{ Key: 'a', Value: 'b' }])
  await expect(client.send(new CreateTableCommand({ ...TABLE, TableName: 'fresh' }))).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Table already exists: fresh',
  })
})

test('a table is told as DynamoDB tells it', async () => {
  const created = (await client.send(new CreateTableCommand({ ...TABLE, TableName: 'told' }))).TableDescription!
  expect(created).toMatchObject({ DeletionProtectionEnabled: false, TableStatus: 'CREATING' })
  expect(created.TableId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(created.BillingModeSummary).toEqual({ BillingMode: 'PAY_PER_REQUEST' })
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'told' }))
  expect(Table).toMatchObject({
    TableId: created.TableId,
    WarmThroughput: { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' },
  })
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
  const on = new UpdateContinuousBackupsCommand({ TableName: 'told', PointInTimeRecoverySpecification })
  expect((await client.send(on)).ContinuousBackupsDescription!.PointInTimeRecoveryDescription).toMatchObject({
    RecoveryPeriodInDays: 35,
    EarliestRestorableDateTime: new Date(clock.now()),
  })
  for (const unsaid of [undefined, { ...PointInTimeRecoverySpecification, RecoveryPeriodInDays: 36 }] as any[]) {
    const refused = new UpdateContinuousBackupsCommand({ TableName: 'told', PointInTimeRecoverySpecification: unsaid })
    await expect(client.send(refused)).rejects.toMatchObject({ name: 'ValidationException' })
  }
  const deleted = (await client.send(new DeleteTableCommand({ TableName: 'told' }))).TableDescription!
  expect([deleted.TableStatus, deleted.KeySchema]).toEqual(['DELETING', undefined])
})

test('a deleted table leaves nothing to a new one of its name', async () => {
  await client.send(new CreateTableCommand({ ...TABLE, TableName: 'again' }))
  await client.send(new PutItemCommand({ TableName: 'again', Item: { ...key('a'), status: { S: 'old' } } }))
  await client.send(new DeleteTableCommand({ TableName: 'again' }))
  await expect(client.send(new ScanCommand({ TableName: 'again' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  await client.send(new CreateTableCommand({ ...TABLE, TableName: 'again' }))
  expect((await client.send(new ScanCommand({ TableName: 'again' }))).Count).toBe(0)
  expect((await client.send(new ScanCommand({ TableName: 'again', IndexName: 'byStatus' }))).Count).toBe(0)
})

test('a conditional write holds once, and shows what it failed on when asked', async () => {
  const claim = (owner: string) =>
    client.send(
      new PutItemCommand({
        TableName: 'ledger',
        Item: { ...key('lease'), owner: { S: owner } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => claim(`run-${index}`)))
  const won = results.filter((result) => result.status === 'fulfilled')
  expect(won).toHaveLength(1)
  const lost = results.find((result) => result.status === 'rejected')!.reason
  expect(lost).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { owner: { S: expect.any(String) } } })
})

test('updates, index queries, batches and binary values work through the SDK', async () => {
  await put('counter', { blob: { B: Buffer.from([1, 2, 255]) }, status: { S: 'open' } })
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: 'ledger',
      Key: key('counter'),
      UpdateExpression: 'SET #n = if_not_exists(#n, :zero) + :two, #s = :done',
      ExpressionAttributeNames: { '#n': 'n', '#s': 'status' },
      ExpressionAttributeValues: { ':zero': { N: '0' }, ':two': { N: '2' }, ':done': { S: 'done' } },
      ReturnValues: 'ALL_NEW',
    }),
  )
  expect(Attributes).toMatchObject({ n: { N: '2' }, status: { S: 'done' }, blob: { B: new Uint8Array([1, 2, 255]) } })
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'ledger',
      IndexName: 'byStatus',
      KeyConditionExpression: '#s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':s': { S: 'done' } },
    }),
  )
  expect(Items!.map((item) => item.pk)).toEqual([{ S: 'counter' }])
  const writes = Array.from({ length: 25 }, (_, index) => ({ PutRequest: { Item: key('batch', String(index)) } }))
  await client.send(new BatchWriteItemCommand({ RequestItems: { ledger: writes } }))
  await client.send(new DeleteItemCommand({ TableName: 'ledger', Key: key('batch', '3') }))
  expect(await get('batch', '3')).toBeUndefined()
  expect(await get('batch', '24')).toEqual(key('batch', '24'))
})

test('in process blobs are Buffers and times are Dates', async () => {
  const call = (operation: string, input: object) => kernel.call('dynamodb', operation, input, kernel.root)
  const Item = { ...key('in-process'), bytes: { B: Buffer.from('é') }, list: { L: [{ BS: [Buffer.from('a')] }] } }
  await call('PutItem', { TableName: 'ledger', Item })
  expect((await call('GetItem', { TableName: 'ledger', Key: key('in-process') })).Item).toEqual(Item)
  expect((await call('DescribeTable', { TableName: 'ledger' })).Table.CreationDateTime).toBeInstanceOf(Date)
})

test('a role may do what its policy says on the table and the index, and no more', async () => {
  const iam = kernel.service('iam') as ReturnType<typeof createIam>
  const arn = kernel.arn('dynamodb', 'table/ledger')
  const Statement = [
    { Effect: 'Allow' as const, Action: ['dynamodb:GetItem'], Resource: [arn] },
    { Effect: 'Allow' as const, Action: ['dynamodb:Query'], Resource: [`${arn}/index/byStatus`] },
  ]
  const role = iam.putRole({
    RoleName: 'reader',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    policies: { read: { Version: '2012-10-17', Statement } },
  })
  const reader = clientFor(kernel.issueCredentials(role.Arn, 'test') as any)
  const query = {
    TableName: 'ledger',
    KeyConditionExpression: '#k = :v',
    ExpressionAttributeValues: { ':v': { S: 'x' } },
  }
  await reader.send(new GetItemCommand({ TableName: 'ledger', Key: key('a') }))
  await reader.send(new QueryCommand({ ...query, IndexName: 'byStatus', ExpressionAttributeNames: { '#k': 'status' } }))
  const onTable = reader.send(new QueryCommand({ ...query, ExpressionAttributeNames: { '#k': 'pk' } }))
  await expect(onTable).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await expect(reader.send(new PutItemCommand({ TableName: 'ledger', Item: key('a') }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
  reader.destroy()
})

test('an expired item goes, one that expires later or never stays', async () => {
  const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true }
  await client.send(new UpdateTimeToLiveCommand({ TableName: 'ledger', TimeToLiveSpecification }))
  expect((await client.send(new DescribeTimeToLiveCommand({ TableName: 'ledger' }))).TimeToLiveDescription).toEqual({
    TimeToLiveStatus: 'ENABLED',
    AttributeName: 'expiresAt',
  })
  const inSeconds = (seconds: number) => ({ expiresAt: { N: String(Math.floor(clock.now() / 1000) + seconds) } })
  await put('soon', inSeconds(60))
  await put('later', inSeconds(86_400))
  await put('text', { expiresAt: { S: '1' } })
  await put('never')
  await clock.advance(3_600_000)
  await expect.poll(() => get('soon')).toBeUndefined()
  for (const pk of ['later', 'text', 'never']) expect(await get(pk)).toBeDefined()
})

test('what the engine has not is refused by name', async () => {
  const TransactItems = [{ Put: { TableName: 'ledger', Item: key('a') } }]
  await expect(client.send(new TransactWriteItemsCommand({ TransactItems }))).rejects.toThrow(
    /TransactWriteItems is not served/,
  )
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' as const }
  await expect(
    client.send(new CreateTableCommand({ ...TABLE, TableName: 'streamed', StreamSpecification })),
  ).rejects.toThrow(/Streams/)
})

test('a restart finds tables, items, indexes and time to live again', async () => {
  await put('kept', { status: { S: 'kept' } })
  await close()
  await begin()
  expect(await get('kept')).toMatchObject({ status: { S: 'kept' } })
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'ledger' }))
  expect(TimeToLiveDescription!.AttributeName).toBe('expiresAt')
  expect((await client.send(new ScanCommand({ TableName: 'ledger', IndexName: 'byStatus' }))).Count).toBeGreaterThan(0)
})

test.each([
  ['a put item', new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: 'a' }, sk: { S: '' } } }), 'Key: sk'],
  [
    'an index key of a put item',
    new PutItemCommand({ TableName: 'ledger', Item: { pk: { S: 'a' }, sk: { S: 'b' }, status: { S: '' } } }),
    'IndexName: byStatus, IndexKey: status',
  ],
  ['a key', new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: '' }, sk: { S: 'b' } } }), 'Key: pk'],
  [
    'a batch',
    new BatchWriteItemCommand({
      RequestItems: { ledger: [{ PutRequest: { Item: { pk: { S: '' }, sk: { S: 'b' } } } }] },
    }),
    'Key: pk',
  ],
  [
    'the condition of a query',
    new QueryCommand({
      TableName: 'ledger',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: 'a' }, ':prefix': { S: '' } },
    }),
    'Key: sk',
  ],
])('an empty string as the value of a key is refused in %s', async (_, command, place) => {
  await expect(client.send(command as PutItemCommand)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(new RegExp(`cannot contain an empty string value. ${place}$`)),
  })
})
