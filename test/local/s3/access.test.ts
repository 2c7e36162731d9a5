import { Sha256 } from '@aws-crypto/sha256-js'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIam, type IamService } from '#local/iam/index.ts'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
let iam: IamService
const Bucket = 'access'
const clients: S3Client[] = []

beforeAll(async () => {
  s3 = await serveS3()
  iam = createIam(s3.kernel)
  s3.kernel.register(iam)
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  for (const Key of ['in/a', 'in/b', 'out/a']) await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
})
afterAll(async () => {
  for (const client of clients) client.destroy()
  await s3.stop()
})

type Statement = { Effect: 'Allow' | 'Deny'; Action: string[]; Resource: string[]; Condition?: any }

function sessionWith(name: string, Statement: Statement[]): S3Client {
  const role = iam.putRole({
    RoleName: name,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    policies: { p: { Version: '2012-10-17', Statement } },
  })
  const { accessKeyId, secretAccessKey, sessionToken } = s3.kernel.issueCredentials(role.Arn, 'test')
  const client = s3.clientWith({ credentials: { accessKeyId, secretAccessKey, sessionToken } })
  clients.push(client)
  return client
}

const arn = `arn:aws:s3:::${Bucket}`
const get = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket, Key }))

test('a role reads what its policy names and nothing else', async () => {
  const reader = sessionWith('reader', [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`${arn}/in/*`] }])
  expect(await (await get(reader, 'in/a')).Body!.transformToString()).toBe('in/a')
  await expect(get(reader, 'out/a')).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } })
  const put = reader.send(new PutObjectCommand({ Bucket, Key: 'in/a', Body: 'x' }))
  await expect(put).rejects.toMatchObject({ name: 'AccessDenied' })
  const copy = reader.send(new CopyObjectCommand({ Bucket, Key: 'out/b', CopySource: `${Bucket}/in/a` }))
  await expect(copy).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(reader.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' })
})

test.each([
  ['s3:GetObject', 's3:GetObjectAttributes'],
  ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes'],
])('attributes are told to whom both %s and %s are allowed', async (...actions) => {
  const VersionId = actions[0]!.endsWith('Version') ? 'null' : undefined
  const told = (Action: string[]) =>
    sessionWith(Action.join(), [{ Effect: 'Allow', Action, Resource: [`${arn}/in/*`] }]).send(
      new GetObjectAttributesCommand({ Bucket, Key: 'in/a', VersionId, ObjectAttributes: ['ObjectSize'] }),
    )
  for (const action of actions) await expect(told([action])).rejects.toMatchObject({ name: 'AccessDenied' })
  expect((await told(actions)).ObjectSize).toBe(4)
})

test('a bucket’s own policy lets in, and keeps out, whoever it names', async () => {
  const guest = sessionWith('guest', [])
  const owner = sessionWith('owner', [{ Effect: 'Allow', Action: ['s3:*'], Resource: [arn, `${arn}/*`] }])
  const statement = { Action: 's3:GetObject', Resource: `${arn}/in/*` }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { ...statement, Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:role/guest' } },
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/out/*`] },
    ],
  })
  await s3.client.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  expect(await (await get(guest, 'in/a')).Body!.transformToString()).toBe('in/a')
  for (const client of [guest, owner, s3.client])
    await expect(get(client, 'out/a')).rejects.toThrow(/explicit deny in a resource-based policy/)
  await expect(s3.client.send(new ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(owner.send(new DeleteBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' })
  // The account itself is never shut out for good.
  await s3.client.send(new DeleteBucketPolicyCommand({ Bucket }))
  expect(await (await get(owner, 'out/a')).Body!.transformToString()).toBe('out/a')
  await expect(get(guest, 'in/a')).rejects.toMatchObject({ name: 'AccessDenied' })
})

test('who may not list a bucket does not learn which keys are missing', async () => {
  const Action = ['s3:GetObject']
  const blind = sessionWith('blind', [{ Effect: 'Allow', Action, Resource: [`${arn}/*`] }])
  await expect(get(blind, 'nothing')).rejects.toMatchObject({ name: 'AccessDenied' })
  const head = blind.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))
  await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  const seeing = sessionWith('seeing', [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: [arn, `${arn}/*`] },
  ])
  await expect(get(seeing, 'nothing')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('a policy may allow listing one prefix only', async () => {
  const Condition = { StringLike: { 's3:prefix': 'in/*' } }
  const lister = sessionWith('lister', [{ Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [arn], Condition }])
  expect((await lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'in/' }))).KeyCount).toBe(2)
  await expect(lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'out/' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
})

test('DeleteObjects answers for each key by itself', async () => {
  const cleaner = sessionWith('cleaner', [{ Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: [`${arn}/tmp/*`] }])
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'tmp/a', Body: 'x' }))
  const Objects = [{ Key: 'tmp/a' }, { Key: 'in/a' }]
  const { Deleted, Errors } = await cleaner.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  expect(Deleted).toEqual([{ Key: 'tmp/a' }])
  expect(Errors).toMatchObject([{ Key: 'in/a', Code: 'AccessDenied' }])
  expect((await get(s3.client, 'in/a')).ContentLength).toBe(4)
})

test('a request without signature, or with a wrong one, is refused', async () => {
  const unsigned = await fetch(`${s3.kernel.endpoint}/${Bucket}/in/a`)
  expect(unsigned.status).toBe(403)
  expect(await unsigned.text()).toMatch(/<Code>AccessDenied<\/Code>.*<RequestId>.+<\/RequestId>/s)
  const forger = s3.clientWith({ credentials: { ...LOCAL_KEYS, secretAccessKey: 'guess' } })
  clients.push(forger)
  await expect(get(forger, 'in/a')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  const stranger = s3.clientWith({ credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } })
  clients.push(stranger)
  await expect(get(stranger, 'in/a')).rejects.toMatchObject({ name: 'InvalidAccessKeyId' })
})

async function presign(method: string, path: string, query: Record<string, string> = {}): Promise<string> {
  const { hostname, port } = new URL(s3.kernel.endpoint)
  const { region } = s3.kernel
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: LOCAL_KEYS,
    sha256: Sha256,
    uriEscapePath: false,
  })
  const headers = { host: `${hostname}:${port}`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const signed = await signer.presign({ method, protocol: 'http:', hostname, path, headers, query }, { expiresIn: 60 })
  return `${s3.kernel.endpoint}${path}?${new URLSearchParams(signed.query as Record<string, string>)}`
}

test('a presigned URL works without further keys, for what it was signed', async () => {
  const put = await presign('PUT', `/${Bucket}/pre/signed%20%C3%BC.csv`, { 'x-amz-meta-from': 'link' })
  expect((await fetch(put, { method: 'PUT', body: 'by link' })).status).toBe(200)
  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'pre/signed ü.csv' }))
  expect(head.Metadata).toEqual({ from: 'link' })
  const read = await presign('GET', `/${Bucket}/pre/signed%20%C3%BC.csv`, { 'response-content-type': 'text/x-own' })
  const answer = await fetch(read)
  expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['text/x-own', 'by link'])
  expect((await fetch(read, { method: 'DELETE' })).status).toBe(403)
  expect((await fetch(read.replace('x-own', 'other'))).status).toBe(403)
})

test('a bucket may be named in the host', async () => {
  const { port } = new URL(s3.kernel.endpoint)
  for (const host of ['localhost', 's3.localhost', 's3.ap-southeast-1.amazonaws.com']) {
    const Host = `${Bucket}.${host}:${port}`
    const { region } = s3.kernel
    const signer = new SignatureV4({
      service: 's3',
      region,
      credentials: LOCAL_KEYS,
      sha256: Sha256,
      uriEscapePath: false,
    })
    const path = '/in/b'
    const headers = { host: Host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
    const signed = await signer.sign({ method: 'GET', protocol: 'http:', hostname: '127.0.0.1', path, headers })
    const body = await new Promise((resolve, reject) => {
      import('node:http').then(({ get: httpGet }) => {
        const options = { hostname: '127.0.0.1', port, path, headers: signed.headers }
        httpGet(options, async (res) => resolve(Buffer.concat(await res.toArray()).toString())).on('error', reject)
      })
    })
    expect(body).toBe('in/b')
  }
})
