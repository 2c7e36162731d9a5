import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
const Bucket = 'restart'

beforeEach(async () => {
  s3 = await serveS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  const NotificationConfiguration = { EventBridgeConfiguration: {} }
  await s3.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
})
afterEach(() => s3.stop())

async function restart() {
  await s3.stop('keep')
  s3 = await serveS3(s3.stateDir)
}

const put = (Key: string, Body: string) => s3.client.send(new PutObjectCommand({ Bucket, Key, Body }))
const sequencers = () => s3.events.map((event) => (event.detail.object as any).sequencer as string)
const contents = () =>
  readdirSync(join(s3.stateDir, 's3', 'contents'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )

test('a restart finds objects, settings and uploads again, and sequencers go on growing', async () => {
  await put('k', 'before')
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
  await s3.client.send(new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'part' }))
  const before = sequencers()
  await restart()
  const found = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'k' }))
  expect(await found.Body!.transformToString()).toBe('before')
  expect((await s3.client.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId }))).Parts).toHaveLength(1)
  await put('k', 'after')
  expect(sequencers()).toHaveLength(1)
  expect(sequencers()[0]! > before.at(-1)!).toBe(true)
})

test('what replaced, deleted or half-written content leaves on disk is gone after the next start', async () => {
  await put('k', 'one')
  await put('k', 'two')
  expect(contents()).toHaveLength(1)
  await s3.stop('keep')
  writeFileSync(join(s3.stateDir, 's3', 'contents', 'ab', 'abandoned'), 'a crash came before the index knew')
  writeFileSync(join(s3.stateDir, 's3', 'unfinished', 'draft'), 'a crash came while it was written')
  s3 = await serveS3(s3.stateDir)
  expect(contents()).toHaveLength(1)
  expect(readdirSync(join(s3.stateDir, 's3', 'unfinished'))).toEqual([])
})

test('an object whose announcement died with the process is announced by the next one, once', async () => {
  await put('first', '1')
  const [announced] = sequencers()
  await put('second', '2')
  // As a crash leaves it that comes after the object is entered and before the store has written the event.
  s3.kernel.store.table('s3.announced').put('sequencer', announced)
  await restart()
  expect(s3.events.map(({ detailType, detail }) => [detailType, (detail.object as any).key])).toEqual([
    ['Object Created', 'second'],
  ])
  await restart()
  expect(s3.events).toEqual([])
})

test('a copy on disk is the reader’s own', async () => {
  await put('k', 'original')
  const path = join(s3.stateDir, 'mine')
  const copied = await s3.service.copyObjectToFile(Bucket, 'k', path, s3.kernel.root)
  expect(copied).toEqual({ size: 8, etag: expect.stringMatching(/^[0-9a-f]{32}$/) })
  writeFileSync(path, 'scribbled')
  expect(statSync(path).size).toBe(9)
  expect(readFileSync(path, 'utf8')).toBe('scribbled')
  const found = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'k' }))
  expect(await found.Body!.transformToString()).toBe('original')
  await expect(s3.service.copyObjectToFile(Bucket, 'missing', path, s3.kernel.root)).rejects.toMatchObject({
    code: 'NoSuchKey',
  })
})
