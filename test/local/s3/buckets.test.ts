import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
let Bucket: string
let count = 0

beforeAll(async () => {
  s3 = await serveS3()
})
beforeEach(async () => {
  Bucket = `bucket-${count++}`
  await s3.client.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => s3.stop())

test('a bucket is made, seen, and deleted when it is empty', async () => {
  const { Buckets } = await s3.client.send(new ListBucketsCommand({}))
  expect(Buckets!.map((one) => one.Name)).toContain(Bucket)
  expect((await s3.client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('ap-southeast-1')
  expect((await s3.client.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('ap-southeast-1')
  await expect(s3.client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: 'BucketAlreadyOwnedByYou',
  })
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' }))
  await expect(s3.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' })
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'x' }))
  await s3.client.send(new DeleteBucketCommand({ Bucket }))
  await expect(s3.client.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' })
})

test.each(['UPPER', 'ab', 'with_underscore', '192.168.5.4', 'dots..twice', '-dash'])(
  '%s is no bucket name',
  async (name) => {
    await expect(s3.client.send(new CreateBucketCommand({ Bucket: name }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    })
  },
)

test('a bucket is made where it is asked for, which another region than the first must be told', async () => {
  const make = (input: object) => s3.kernel.call('s3', 'CreateBucket', { Bucket: 'placed', ...input }, s3.kernel.root)
  await expect(make({})).rejects.toMatchObject({
    code: 'IllegalLocationConstraintException',
    message:
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
  })
  await make({ CreateBucketConfiguration: { LocationConstraint: 'ap-southeast-1' } })
})

test.each([
  [
    [
      ['a', '1'],
      ['a', '2'],
    ],
    'Cannot provide multiple Tags with the same key',
  ],
  [[['a,b', '1']], 'The TagKey you have provided is invalid'],
  [[['a', '1,2']], 'The TagValue you have provided is invalid'],
  [[['aws:a', '1']], 'System tags cannot be added/updated by requester'],
])('a bucket does not take the tags %j', async (tags, message) => {
  const TagSet = tags.map(([Key, Value]) => ({ Key, Value }))
  await expect(s3.client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))).rejects.toMatchObject({
    name: 'InvalidTag',
    message,
  })
})

test('a policy is JSON, and says something', async () => {
  const put = (Policy: string) => s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  await expect(put('')).rejects.toMatchObject({
    name: 'MalformedPolicy',
    message: "Policies must be valid JSON and the first byte must be '{'",
  })
  await expect(put('{}')).rejects.toMatchObject({ message: 'Missing required field Statement' })
})

test('only a bucket with EventBridge on announces its objects', async () => {
  s3.events.length = 0
  const put = () => s3.client.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' }))
  const notify = (NotificationConfiguration: object) =>
    s3.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
  await put()
  await notify({ EventBridgeConfiguration: {} })
  const found = await s3.client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
  expect(found.EventBridgeConfiguration).toEqual({})
  await put()
  await notify({})
  await put()
  expect(s3.events).toHaveLength(1)
  const QueueConfigurations = [
    { QueueArn: 'arn:aws:sqs:ap-southeast-1:000000000000:q', Events: ['s3:ObjectCreated:*'] },
  ]
  await expect(notify({ QueueConfigurations })).rejects.toMatchObject({ name: 'NotImplemented' })
})

test('settings come back as they were put, and are missing by their own errors', async () => {
  const missing = async (command: any, name: string) =>
    expect(s3.client.send(command)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 404 } })
  await missing(new GetBucketPolicyCommand({ Bucket }), 'NoSuchBucketPolicy')
  await missing(new GetBucketTaggingCommand({ Bucket }), 'NoSuchTagSet')
  await missing(new GetBucketLifecycleConfigurationCommand({ Bucket }), 'NoSuchLifecycleConfiguration')

  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [] })
  await s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  expect((await s3.client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy)
  await expect(s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy: 'no' }))).rejects.toMatchObject({
    name: 'MalformedPolicy',
  })

  const TagSet = [{ Key: 'stage', Value: 'a + b@c' }]
  await s3.client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
  expect((await s3.client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)
  await s3.client.send(new DeleteBucketTaggingCommand({ Bucket }))
  await missing(new GetBucketTaggingCommand({ Bucket }), 'NoSuchTagSet')

  const PublicAccessBlockConfiguration = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false }
  await s3.client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }))
  expect((await s3.client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual(
    PublicAccessBlockConfiguration,
  )

  const Rules = [
    { ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'runs/' }, Expiration: { Days: 30 } },
    { Status: 'Disabled' as const, Filter: {}, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
  ]
  await s3.client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
  expect((await s3.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules)

  const ServerSideEncryptionConfiguration = {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: 'key' },
        BucketKeyEnabled: true,
      },
    ],
  }
  await s3.client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
  const found = await s3.client.send(new GetBucketEncryptionCommand({ Bucket }))
  expect(found.ServerSideEncryptionConfiguration).toEqual(ServerSideEncryptionConfiguration)
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' }))
  expect(await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'x' }))).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'key',
  })
})

test('what is not served is refused by name, never taken for something else', async () => {
  await expect(s3.client.send(new GetBucketAclCommand({ Bucket }))).rejects.toThrow(/'acl' is not served/)
  const lock = new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true })
  await expect(s3.client.send(lock)).rejects.toMatchObject({ name: 'NotImplemented' })
  const put = new PutObjectCommand({ Bucket, Key: 'x', Body: 'x', ACL: 'public-read' })
  await expect(s3.client.send(put)).rejects.toMatchObject({ name: 'AccessControlListNotSupported' })
})

test('a document that is missing, broken or incomplete is refused as such', async () => {
  const send = (Tagging: any) => s3.client.send(new PutBucketTaggingCommand({ Bucket, Tagging }))
  await expect(send(undefined)).rejects.toMatchObject({ name: 'MalformedXML' })
  await expect(send({ TagSet: [{ Key: 'no value' }] })).rejects.toMatchObject({ name: 'MalformedXML' })
  const StorageClass = 'BASEMENT' as any
  const put = new PutObjectCommand({ Bucket, Key: 'x', Body: 'x', StorageClass })
  await expect(s3.client.send(put)).rejects.toMatchObject({ name: 'InvalidArgument' })
})
