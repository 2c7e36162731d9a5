import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketTaggingCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectVersionsCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ServedS3, serveS3 } from './serve-s3.ts'

/** Answers of S3 as others have recorded them: LocalStack's snapshots that were validated against AWS (Apache-2.0). */

let s3: ServedS3
let Bucket: string
let count = 0
const send = (command: any): Promise<any> => s3.client.send(command)
const put = (Key: string, more: object = {}) => send(new PutObjectCommand({ Bucket, Key, Body: 'test', ...more }))
const versioned = (Status: 'Enabled' | 'Suspended') =>
  send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
const refusal = async (command: any) => {
  const error = await send(command).catch((thrown) => thrown)
  const { Code, message, $metadata, $response } = error
  return { Code, message, status: $metadata.httpStatusCode, error, headers: $response?.headers }
}

beforeAll(async () => {
  s3 = await serveS3()
})
beforeEach(async () => {
  Bucket = `recorded-${count++}`
  await send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => s3.stop())

test('a bucket begins closed, encrypted and owned by its owner', async () => {
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true }
  expect((await send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual(all)
  const { OwnershipControls } = await send(new GetBucketOwnershipControlsCommand({ Bucket }))
  expect(OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] })
  const { ServerSideEncryptionConfiguration } = await send(new GetBucketEncryptionCommand({ Bucket }))
  expect(ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256')
  const Statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  const { Code, message } = await refusal(new PutBucketPolicyCommand({ Bucket, Policy }))
  expect(Code).toBe('AccessDenied')
  expect(message).toContain('public policies are prevented by the BlockPublicPolicy setting')
  const { Buckets } = await send(new ListBucketsCommand({ Prefix: Bucket }))
  expect(Buckets[0].BucketArn).toBe(`arn:aws:s3:::${Bucket}`)
})

test.each<[string, string, object]>([
  ['IllegalLocationConstraintException', 'The nowhere location constraint', { location: 'nowhere' }],
  ['InvalidArgument', 'Invalid x-amz-object-ownership header: Nobody', { ObjectOwnership: 'Nobody' }],
  ['MalformedXML', "at 'aCL'", { ACL: 'nobody', ObjectOwnership: 'ObjectWriter' }],
])('a bucket is refused with %s, %s', async (code, message, { location = 'ap-southeast-1', ...more }: any) => {
  const CreateBucketConfiguration = { LocationConstraint: location }
  const refused = await refusal(new CreateBucketCommand({ Bucket: 'refused', CreateBucketConfiguration, ...more }))
  expect(refused.Code).toBe(code)
  expect(JSON.stringify([refused.message, refused.error.Reason])).toContain(message)
})

test('an empty set of tags is none, and a rule of encryption is one', async () => {
  await send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }))
  await send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } }))
  expect(await refusal(new GetBucketTaggingCommand({ Bucket }))).toMatchObject({ Code: 'NoSuchTagSet' })
  const ServerSideEncryptionConfiguration = { Rules: [] }
  const refused = await refusal(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }))
  expect(refused.Code).toBe('MalformedXML')
})

test('a copy keeps to the conditions of its source and of its destination, and says which failed', async () => {
  const { ETag } = await put('source')
  const copy = (more: object) => new CopyObjectCommand({ Bucket, CopySource: `${Bucket}/source`, Key: 'copy', ...more })
  const failed = async (more: object) => (await refusal(copy(more))).error.Condition
  expect(await failed({ CopySourceIfMatch: 'other' })).toBe('x-amz-copy-source-If-Match')
  expect(await failed({ CopySourceIfNoneMatch: ETag })).toBe('x-amz-copy-source-If-None-Match')
  expect(await failed({ CopySourceIfUnmodifiedSince: new Date(0) })).toBe('x-amz-copy-source-If-Unmodified-Since')
  const CopySourceIfModifiedSince = new Date(Date.now() + 86_400_000)
  await send(copy({ CopySourceIfModifiedSince, IfNoneMatch: '*' }))
  expect(await failed({ IfNoneMatch: '*' })).toBe('If-None-Match')
  expect(await failed({ IfMatch: '"other"' })).toBe('If-Match')
  expect((await refusal(copy({ IfMatch: '*' }))).Code).toBe('NotImplemented')
  expect(await refusal(copy({ Key: 'none', IfMatch: ETag }))).toMatchObject({ Code: 'NoSuchKey', status: 404 })
  const { error } = await refusal(copy({ CopySource: 'wrongformat' }))
  expect(error).toMatchObject({ message: 'Invalid copy source object key', ArgumentName: 'x-amz-copy-source' })
  expect(error.Resource).toBeUndefined()
})

test('an upload that something has overtaken is not completed under a condition', async () => {
  const { ETag } = await put('k')
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }))
  const part = await send(new UploadPartCommand({ Bucket, Key: 'k', UploadId, PartNumber: 1, Body: 'test' }))
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: part.ETag }] }
  const complete = (more: object) =>
    refusal(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId, MultipartUpload, ...more }))
  expect(await complete({ IfNoneMatch: '*' })).toMatchObject({ Code: 'PreconditionFailed', status: 412 })
  await put('k')
  expect(await complete({ IfMatch: ETag })).toMatchObject({ Code: 'ConditionalRequestConflict', status: 409 })
  await send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
  expect(await complete({ IfMatch: ETag })).toMatchObject({ Code: 'NoSuchKey' })
  expect(await complete({ IfNoneMatch: '*' })).toMatchObject({ Code: 'ConditionalRequestConflict' })
  await send(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId, MultipartUpload }))
})

test('a version id is one that S3 has made', async () => {
  const one = { Bucket, Key: 'k', VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' }
  await put('k')
  expect(await refusal(new GetObjectCommand(one))).toMatchObject({ Code: 'InvalidArgument', status: 400 })
  await versioned('Enabled')
  const { VersionId } = await put('k')
  expect(VersionId).toMatch(/^[\w.]{32}$/)
  expect(await refusal(new GetObjectCommand(one))).toMatchObject({ message: 'Invalid version id specified' })
  expect(await refusal(new DeleteObjectCommand(one))).toMatchObject({ message: 'Invalid version id specified' })
  const { Errors } = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [one] } }))
  expect(Errors[0]).toMatchObject({ Code: 'NoSuchVersion', Message: 'The specified version does not exist.' })
  await send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }))
  expect(await refusal(new GetObjectCommand({ Bucket, Key: 'k', VersionId }))).toMatchObject({ Code: 'NoSuchVersion' })
  await send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }))
})

test('a delete marker is not read, nor are its tags', async () => {
  await versioned('Enabled')
  await put('k')
  const { VersionId } = await send(new DeleteObjectCommand({ Bucket, Key: 'k' }))
  const { error, headers } = await refusal(new GetObjectCommand({ Bucket, Key: 'k', VersionId }))
  expect(error).toMatchObject({ Code: 'MethodNotAllowed', Method: 'GET', ResourceType: 'DeleteMarker' })
  expect(headers ?? error.$response.headers).toMatchObject({ allow: 'DELETE', 'x-amz-delete-marker': 'true' })
  expect((await refusal(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))).Code).toBe('MethodNotAllowed')
  expect((await refusal(new DeleteBucketCommand({ Bucket }))).message).toContain('You must delete all versions')
})

test('a listing goes on after a whole common prefix, and after a version that is gone', async () => {
  await versioned('Enabled')
  for (const key of ['f/a/1', 'f/a/2', 'f/b']) await put(key)
  const request = { Bucket, Prefix: 'f/', Delimiter: '/', MaxKeys: 1 }
  const { Contents, CommonPrefixes } = await send(new ListObjectsCommand({ ...request, Marker: 'f/a/1' }))
  expect([Contents[0].Key, CommonPrefixes]).toEqual(['f/b', undefined])
  expect(Contents[0].Owner.DisplayName).toBeUndefined()
  const versions = [await put('v'), await put('v'), await put('v')].map(({ VersionId }) => VersionId)
  await send(new DeleteObjectCommand({ Bucket, Key: 'v', VersionId: versions[2] }))
  const next = { Bucket, KeyMarker: 'v', VersionIdMarker: versions[2] }
  const { Versions } = await send(new ListObjectVersionsCommand(next))
  expect(Versions.map((one: any) => one.VersionId)).toEqual([versions[1], versions[0]])
  const markerAlone = await refusal(new ListObjectVersionsCommand({ Bucket, VersionIdMarker: versions[1] }))
  expect(markerAlone.message).toBe('A version-id marker cannot be specified without a key marker.')
})

test('attributes tell parts one by one where each has a checksum of its uploader’s choice', async () => {
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'k', ChecksumAlgorithm: 'SHA256' }))
  const { Uploads, NextKeyMarker, NextUploadIdMarker } = await send(new ListMultipartUploadsCommand({ Bucket }))
  expect([NextKeyMarker, NextUploadIdMarker]).toEqual(['k', UploadId])
  expect([Uploads[0].Owner.DisplayName, Uploads[0].Initiator.DisplayName]).toEqual([undefined, '000000000000'])
  const part = { Bucket, Key: 'k', UploadId, PartNumber: 1 }
  const { ETag, ChecksumSHA256 } = await send(
    new UploadPartCommand({ ...part, Body: 'test', ChecksumAlgorithm: 'SHA256' }),
  )
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag, ChecksumSHA256 }] }
  await send(new CompleteMultipartUploadCommand({ Bucket, Key: 'k', UploadId, MultipartUpload }))
  const ObjectAttributes = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'] as const
  const found = await send(
    new GetObjectAttributesCommand({ Bucket, Key: 'k', ObjectAttributes: [...ObjectAttributes] }),
  )
  expect(found).toMatchObject({ StorageClass: 'STANDARD', ObjectSize: 4, Checksum: { ChecksumType: 'COMPOSITE' } })
  expect(found.ETag).toMatch(/^[0-9a-f]{32}-1$/)
  expect(found.ObjectParts).toMatchObject({ TotalPartsCount: 1, Parts: [{ PartNumber: 1, Size: 4, ChecksumSHA256 }] })
})

test.each([
  ['bytes=2-1', 'InvalidArgument', /must be of the form bytes=first-last/],
  ['bytes=0-100', 'InvalidArgument', /Range specified is not valid for source object of size: 4/],
  ['bytes=100-200', 'InvalidRequest', /The specified copy range is invalid for the source object size/],
])('a part cannot be copied from %s of four bytes', async (CopySourceRange, code, message) => {
  await put('source')
  const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key: 'k' }))
  const part = { Bucket, Key: 'k', UploadId, PartNumber: 1, CopySource: `${Bucket}/source`, CopySourceRange }
  const refused = await refusal(new UploadPartCopyCommand(part))
  expect(refused.Code).toBe(code)
  expect(refused.message).toMatch(message)
})

test('of a range that is all of an object the checksum is told, and a word that needed no encoding is plain', async () => {
  await put('k', { Metadata: { word: '=?UTF-8?B?YWJj?=', other: '=?UTF-8?Q?=C3=84?=' } })
  const whole = await send(new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=0-100', ChecksumMode: 'ENABLED' }))
  expect(whole.ChecksumCRC32).toBeDefined()
  expect(whole.Metadata).toEqual({ word: 'abc', other: '=?UTF-8?Q?=C3=84?=' })
  const part = await send(new GetObjectCommand({ Bucket, Key: 'k', Range: 'bytes=0-1', ChecksumMode: 'ENABLED' }))
  expect(part.ChecksumCRC32).toBeUndefined()
  const owner = await refusal(new GetObjectCommand({ Bucket, Key: 'k', ExpectedBucketOwner: 'abcd' }))
  expect(owner.Code).toBe('InvalidBucketOwnerAWSAccountID')
})

test('an archive is not read, a class of another service not taken, a part that is not there not found', async () => {
  await put('cold', { StorageClass: 'GLACIER' })
  const cold = await refusal(new GetObjectCommand({ Bucket, Key: 'cold' }))
  expect(cold).toMatchObject({ Code: 'InvalidObjectState', status: 403 })
  const outpost = await refusal(new PutObjectCommand({ Bucket, Key: 'k', StorageClass: 'OUTPOSTS' }))
  expect(outpost.Code).toBe('InvalidStorageClass')
  await put('k')
  const { error } = await refusal(new GetObjectCommand({ Bucket, Key: 'k', PartNumber: 2 }))
  expect(error).toMatchObject({ Code: 'InvalidPartNumber', PartNumberRequested: '2', ActualPartCount: '1' })
  const both = await refusal(new GetObjectCommand({ Bucket, Key: 'k', PartNumber: 1, Range: 'bytes=0-1' }))
  expect(both.message).toBe('Cannot specify both Range header and partNumber query parameter')
})
