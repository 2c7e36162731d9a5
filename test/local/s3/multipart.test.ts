import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
const Bucket = 'multipart'
const MB = 1024 * 1024
const PARTS = [Buffer.alloc(5 * MB, 'a'), Buffer.alloc(5 * MB + 1, 'b'), Buffer.from('the end')]

beforeAll(async () => {
  s3 = await serveS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  const NotificationConfiguration = { EventBridgeConfiguration: {} }
  await s3.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }))
})
afterAll(() => s3.stop())

async function begin(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))
  const at = { Bucket, Key, UploadId }
  return {
    at,
    part: async (PartNumber: number, Body: Buffer, more: { ChecksumAlgorithm?: ChecksumAlgorithm } = {}) => {
      const done = await s3.client.send(new UploadPartCommand({ ...at, PartNumber, Body, ...more }))
      return { ...done, PartNumber }
    },
    complete: (
      Parts: { PartNumber: number; ETag?: string }[],
      more: Partial<CompleteMultipartUploadCommandInput> = {},
    ) => s3.client.send(new CompleteMultipartUploadCommand({ ...at, MultipartUpload: { Parts }, ...more })),
  }
}

test('parts uploaded in any order become one object with the ETag of parts', async () => {
  const upload = await begin('joined', { ContentType: 'text/plain', Metadata: { a: 'b' } })
  s3.events.length = 0
  const third = await upload.part(7, PARTS[2]!)
  const first = await upload.part(2, Buffer.from('replaced'))
  const second = await upload.part(5, PARTS[1]!)
  const again = await upload.part(2, PARTS[0]!)
  expect(first.ETag).not.toBe(again.ETag)
  const { Parts } = await s3.client.send(new ListPartsCommand(upload.at))
  expect(Parts!.map((part) => [part.PartNumber, part.Size])).toEqual([
    [2, 5 * MB],
    [5, 5 * MB + 1],
    [7, 7],
  ])
  const done = await upload.complete([again, second, third])
  const md5s = PARTS.map((part) => createHash('md5').update(part).digest())
  const ETag = `"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-3"`
  expect(done.ETag).toBe(ETag)
  const found = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'joined' }))
  expect(found).toMatchObject({ ETag, ContentType: 'text/plain', Metadata: { a: 'b' } })
  expect(Buffer.from(await found.Body!.transformToByteArray()).equals(Buffer.concat(PARTS))).toBe(true)
  const part = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'joined', PartNumber: 3 }))
  expect([await part.Body!.transformToString(), part.PartsCount]).toEqual(['the end', 3])
  expect(s3.events.map((event) => event.detail.reason)).toEqual(['CompleteMultipartUpload'])
  expect(s3.events[0]!.detail.object).toMatchObject({ key: 'joined', size: 10 * MB + 8, etag: ETag.slice(1, -1) })
  await expect(s3.client.send(new ListPartsCommand(upload.at))).rejects.toMatchObject({ name: 'NoSuchUpload' })
})

const base64Crc = (data: Buffer) => {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(crc32(data))
  return out
}

test('the checksum is of the parts’ checksums, or of the whole object when that was asked for', async () => {
  const composite = await begin('composite', { ChecksumAlgorithm: 'CRC32' })
  const parts = []
  for (const [index, body] of PARTS.entries()) parts.push(await composite.part(index + 1, body))
  const sums = PARTS.map(base64Crc)
  expect(parts.map((part) => part.ChecksumCRC32)).toEqual(sums.map((sum) => sum.toString('base64')))
  const done = await composite.complete(parts)
  const expected = `${base64Crc(Buffer.concat(sums)).toString('base64')}-3`
  expect(done).toMatchObject({ ChecksumCRC32: expected, ChecksumType: 'COMPOSITE' })

  const full = await begin('full', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' })
  const again = []
  for (const [index, body] of PARTS.entries()) again.push(await full.part(index + 1, body))
  const whole = base64Crc(Buffer.concat(PARTS)).toString('base64')
  await expect(full.complete(again, { ChecksumCRC32: 'AAAAAA==', ChecksumType: 'FULL_OBJECT' })).rejects.toMatchObject({
    name: 'BadDigest',
  })
  await full.complete(again, { ChecksumCRC32: whole, ChecksumType: 'FULL_OBJECT' })
  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'full', ChecksumMode: 'ENABLED' }))
  expect(head).toMatchObject({ ChecksumCRC32: whole, ChecksumType: 'FULL_OBJECT' })
})

test('what cannot be completed is refused, and the upload stays', async () => {
  const upload = await begin('refused')
  const one = await upload.part(1, Buffer.from('small'))
  const two = await upload.part(2, Buffer.from('last'))
  await expect(upload.complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' })
  await expect(upload.complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' })
  await expect(upload.complete([{ ...one, ETag: '"0"' }])).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(upload.complete([one, { PartNumber: 9, ETag: one.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(upload.complete([])).rejects.toThrow('You must specify at least one part')
  await expect(upload.part(10_001, Buffer.from('x'))).rejects.toMatchObject({ name: 'InvalidArgument' })
  await upload.complete([one], { IfNoneMatch: '*' })
  const second = await begin('refused')
  const part = await second.part(1, Buffer.from('x'))
  await expect(second.complete([part], { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
})

test('an upload shows in the list until it is aborted', async () => {
  const first = await begin('listed/a b+c')
  const second = await begin('listed/z')
  await first.part(1, Buffer.from('x'))
  const list = async (more: object = {}) =>
    s3.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/', ...more }))
  expect((await list()).Uploads!.map((upload) => upload.Key)).toEqual(['listed/a b+c', 'listed/z'])
  const page = await list({ MaxUploads: 1 })
  const next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  expect((await list(next)).Uploads!.map((upload) => upload.UploadId)).toEqual([second.at.UploadId])
  await s3.client.send(new AbortMultipartUploadCommand(first.at))
  await s3.client.send(new AbortMultipartUploadCommand(second.at))
  expect((await list()).Uploads).toBeUndefined()
  await expect(first.part(2, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' })
})

test('a page of the list of uploads may end with a common prefix, or with an upload that has ended since', async () => {
  for (const name of ['a/1', 'a/2', 'b/1', 'c', 'c', 'c']) await begin(`paged/${name}`)
  const shown: (string | undefined)[] = []
  let markers = {}
  for (let pages = 0; pages < 9; pages++) {
    const request = { Bucket, Prefix: 'paged/', Delimiter: '/', MaxUploads: 1, ...markers }
    const page = await s3.client.send(new ListMultipartUploadsCommand(request))
    for (const { Prefix } of page.CommonPrefixes ?? []) shown.push(Prefix)
    for (const { Key, UploadId } of page.Uploads ?? []) {
      shown.push(Key)
      await s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
    }
    if (!page.IsTruncated) break
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
  expect(shown).toEqual(['paged/a/', 'paged/b/', 'paged/c', 'paged/c', 'paged/c'])
  const stranger = { Bucket, KeyMarker: 'paged/c', UploadIdMarker: 'stranger' }
  await expect(s3.client.send(new ListMultipartUploadsCommand(stranger))).rejects.toThrow('Invalid uploadId marker')
})

test('a part may be copied from a range of another object', async () => {
  const Key = 'source ü+.bin'
  await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' }))
  const upload = await begin('from copy')
  const copy = (CopySourceRange: string) =>
    s3.client.send(
      new UploadPartCopyCommand({
        ...upload.at,
        PartNumber: 1,
        CopySource: `/${Bucket}/${encodeURIComponent(Key)}`,
        CopySourceRange,
      }),
    )
  await expect(copy('bytes=5-10')).rejects.toMatchObject({ name: 'InvalidArgument' })
  const { CopyPartResult } = await copy('bytes=2-5')
  await upload.complete([{ PartNumber: 1, ETag: CopyPartResult!.ETag }])
  const found = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'from copy' }))
  expect(await found.Body!.transformToString()).toBe('2345')
})
