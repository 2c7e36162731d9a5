import { createHash } from 'node:crypto'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
const Bucket = 'objects'

beforeAll(async () => {
  s3 = await serveS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  const NotificationConfiguration = { EventBridgeConfiguration: {} }
  await s3.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
})
afterAll(() => s3.stop())

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more: object = {}) => s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }))
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

test.each([
  [{ IfNoneMatch: 'abc' }, "We don't accept the provided value of If-None-Match header for this API"],
  [{ IfMatch: '*' }, "We don't accept the provided value of If-Match header for this API"],
  [{ IfMatch: 'abc', IfNoneMatch: '*' }, 'Multiple conditional request headers present in the request'],
])('a write under the condition %j is something that S3 does not do', async (condition, additionalMessage) => {
  await expect(put('conditional', '', condition)).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'A header you provided implies functionality that is not implemented',
    additionalMessage,
  })
})

test.each(['key1=val1&key1=val2', 'key1=val1,key2=val2'])(
  'the tags %s are not what a header should hold',
  async (Tagging) => {
    await expect(put('tagged', '', { Tagging })).rejects.toMatchObject({
      name: 'InvalidArgument',
      message:
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    })
  },
)

test('a version that was never made cannot be deleted', async () => {
  const gone = new DeleteObjectCommand({ Bucket, Key: 'x', VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' })
  await expect(s3.client.send(gone)).rejects.toMatchObject({
    name: 'InvalidArgument',
    message: 'Invalid version id specified',
  })
})

test('a stranger and a forger are told so in the words of S3', async () => {
  const listAs = (accessKeyId: string, secretAccessKey: string) =>
    s3.clientWith({ credentials: { accessKeyId, secretAccessKey } }).send(new ListObjectsV2Command({ Bucket }))
  await expect(listAs('nobody', 'x')).rejects.toMatchObject({
    name: 'InvalidAccessKeyId',
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  })
  await expect(listAs('trimtab', 'x')).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  })
})

test('an object comes back with its bytes, type, metadata and headers', async () => {
  const Expires = new Date('2030-01-02T03:04:05Z')
  await put('a/b.csv', 'one,two\n', {
    ContentType: 'text/csv',
    CacheControl: 'no-store',
    ContentLanguage: 'fil',
    Metadata: { Line: 'flight delay' },
    Tagging: 'stage=raw&team=ops',
    Expires,
  })
  const found = await get('a/b.csv')
  expect(await found.Body!.transformToString()).toBe('one,two\n')
  expect(found).toMatchObject({
    ETag: `"${md5('one,two\n')}"`,
    ContentLength: 8,
    ContentType: 'text/csv',
    CacheControl: 'no-store',
    ContentLanguage: 'fil',
    Metadata: { line: 'flight delay' },
    TagCount: 2,
    AcceptRanges: 'bytes',
    ServerSideEncryption: 'AES256',
  })
  expect(new Date(found.ExpiresString!).getTime()).toBe(Expires.getTime())
})

test.each([
  'with spaces and + and &.csv',
  'Ñandú/日本/𝛑 % 100?.csv',
  'a//b///c',
  'dots/../up/./here',
  'quotes\'"<>[]{}!()*~#;=@:,$',
  'trailing/',
  '   ',
])('the key "%s" is stored, listed and read under exactly that name', async (Key) => {
  await put(Key, Key)
  expect(await (await get(Key)).Body!.transformToString()).toBe(Key)
  const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }))
  expect(Contents!.map((one) => one.Key)).toEqual([Key])
  await s3.client.send(
    new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }),
  )
  expect(await (await get('copy')).Body!.transformToString()).toBe(Key)
  const { Deleted } = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key }] } }))
  expect(Deleted).toEqual([{ Key }])
  await expect(get(Key)).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('an empty object is an object', async () => {
  await put('empty', '')
  const found = await get('empty')
  expect(found.ContentLength).toBe(0)
  expect(await found.Body!.transformToString()).toBe('')
  await expect(get('empty', { Range: 'bytes=0-0' })).rejects.toMatchObject({ name: 'InvalidRange' })
})

test.each([
  ['bytes=2-4', 'cde', 'bytes 2-4/10'],
  ['bytes=7-', 'hij', 'bytes 7-9/10'],
  ['bytes=-2', 'ij', 'bytes 8-9/10'],
  ['bytes=8-1000', 'ij', 'bytes 8-9/10'],
  ['bytes=-1000', 'abcdefghij', 'bytes 0-9/10'],
])('the range %s of ten bytes is %s', async (Range, text, ContentRange) => {
  await put('ten', 'abcdefghij')
  const part = await get('ten', { Range })
  expect(await part.Body!.transformToString()).toBe(text)
  expect(part).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } })
})

test('a range beyond the end is refused, one that makes no sense is ignored', async () => {
  await put('ten', 'abcdefghij')
  await expect(get('ten', { Range: 'bytes=10-' })).rejects.toMatchObject({
    name: 'InvalidRange',
    $metadata: { httpStatusCode: 416 },
  })
  expect((await get('ten', { Range: 'bytes=5-2' })).ContentLength).toBe(10)
})

test('reads and writes keep to their conditions', async () => {
  const { ETag } = await put('conditional', 'first', { IfNoneMatch: '*' })
  await expect(put('conditional', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(put('conditional', 'second', { IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(put('not there', 'x', { IfMatch: ETag })).rejects.toMatchObject({ name: 'NoSuchKey' })
  expect(await (await get('conditional', { IfMatch: ETag })).Body!.transformToString()).toBe('first')
  await expect(get('conditional', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
  await expect(get('conditional', { IfMatch: '"0"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  const { LastModified: IfModifiedSince } = await get('conditional')
  await expect(get('conditional', { IfModifiedSince })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } })
  // A time that is still to come is no condition.
  await get('conditional', { IfModifiedSince: new Date(Date.now() + 60_000) })
  await put('conditional', 'second', { IfMatch: ETag })
  expect(await (await get('conditional')).Body!.transformToString()).toBe('second')
})

test('of many concurrent writers with If-None-Match exactly one wins', async () => {
  const writes = Array.from({ length: 20 }, (_, index) => put('race', `writer ${index}`, { IfNoneMatch: '*' }))
  const results = await Promise.allSettled(writes)
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
})

test('what is missing is named by the right error', async () => {
  await expect(get('nothing here')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })
  await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'nothing here' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
  await expect(s3.client.send(new GetObjectCommand({ Bucket: 'no-bucket', Key: 'x' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  })
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'nothing here' }))
  await expect(put('k'.repeat(1025), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' })
})

test('an object that comes or goes is announced once, with a sequencer that grows', async () => {
  s3.events.length = 0
  await put('in/a b.csv', 'x'.repeat(12))
  await put('in/a b.csv', 'y')
  await s3.client.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'in/a b.csv',
      CopySource: `${Bucket}/in/a%20b.csv`,
      StorageClass: 'STANDARD',
    }),
  )
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'in/a b.csv' }))
  expect(s3.events.map(({ detailType, detail }) => [detailType, detail.reason])).toEqual([
    ['Object Created', 'PutObject'],
    ['Object Created', 'PutObject'],
    ['Object Created', 'CopyObject'],
    ['Object Deleted', 'DeleteObject'],
  ])
  expect(s3.events[0]).toEqual({
    source: 'aws.s3',
    detailType: 'Object Created',
    resources: ['arn:aws:s3:::objects'],
    detail: {
      version: '0',
      bucket: { name: 'objects' },
      object: {
        key: 'in/a b.csv',
        size: 12,
        etag: md5('x'.repeat(12)),
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
      },
      'request-id': expect.any(String),
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    },
  })
  const sequencers = s3.events.map((event) => (event.detail.object as any).sequencer as string)
  expect(sequencers).toEqual([...new Set(sequencers)].sort())
})
