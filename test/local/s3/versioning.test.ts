import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
const Bucket = 'versioned'

beforeAll(async () => {
  s3 = await serveS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  const NotificationConfiguration = { EventBridgeConfiguration: {} }
  await s3.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
})
afterAll(() => s3.stop())

const switchTo = (Status: 'Enabled' | 'Suspended') =>
  s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
const put = async (Key: string, Body: string) =>
  (await s3.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId
const text = async (Key: string, VersionId?: string) =>
  (await s3.client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString()
const remove = (Key: string, VersionId?: string) => s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))

test('every version stays readable until it is deleted for good', async () => {
  expect((await s3.client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
  await put('k', 'before versioning')
  await switchTo('Enabled')
  const first = await put('k', 'first')
  const second = await put('k', 'second')
  expect([await text('k'), await text('k', first), await text('k', 'null')]).toEqual([
    'second',
    'first',
    'before versioning',
  ])

  s3.events.length = 0
  const marker = await remove('k')
  expect(marker.DeleteMarker).toBe(true)
  await expect(text('k')).rejects.toMatchObject({ name: 'NoSuchKey' })
  expect((await s3.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0)
  expect(await text('k', second)).toBe('second')

  await remove('k', marker.VersionId)
  expect(await text('k')).toBe('second')
  await remove('k', second)
  expect(await text('k')).toBe('first')
  await expect(text('k', second)).rejects.toMatchObject({ name: 'NoSuchVersion' })
  expect(s3.events.map((event) => event.detail['deletion-type'])).toEqual([
    'Delete Marker Created',
    'Permanently Deleted',
    'Permanently Deleted',
  ])
  expect(s3.events[0]!.detail.object).toMatchObject({ key: 'k', 'version-id': marker.VersionId })

  const { Versions } = await s3.client.send(new ListObjectVersionsCommand({ Bucket }))
  expect(Versions!.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [first, true],
    ['null', false],
  ])
})

// A page shows its delete markers apart, here before its versions.
test('versions are listed in pages, the newest of a key first', async () => {
  await switchTo('Enabled')
  for (const Body of ['1', '2', '3']) for (const Key of ['p/a', 'p/b']) await put(Key, Body)
  await remove('p/b')
  const seen: string[] = []
  let marker: { KeyMarker?: string; VersionIdMarker?: string } = {}
  for (let truncated = true; truncated; ) {
    const page = await s3.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'p/', MaxKeys: 2, ...marker }))
    for (const one of page.DeleteMarkers ?? []) seen.push(`${one.Key} deleted`)
    for (const one of page.Versions ?? []) seen.push(`${one.Key} ${await text(one.Key!, one.VersionId)}`)
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    truncated = page.IsTruncated === true
  }
  expect(seen).toEqual(['p/a 3', 'p/a 2', 'p/b deleted', 'p/a 1', 'p/b 3', 'p/b 2', 'p/b 1'])
})

test('suspended, writes replace the null version and leave the others', async () => {
  await switchTo('Enabled')
  const kept = await put('s', 'kept')
  await switchTo('Suspended')
  expect(await put('s', 'one')).toBeUndefined()
  await put('s', 'two')
  await remove('s')
  await expect(text('s')).rejects.toMatchObject({ name: 'NoSuchKey' })
  expect(await text('s', kept)).toBe('kept')
  const { Versions, DeleteMarkers } = await s3.client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 's' }))
  expect([Versions!.length, DeleteMarkers!.length]).toEqual([1, 1])
})
