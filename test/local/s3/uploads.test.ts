import { createHash, createHmac } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { Sha256 } from '@aws-crypto/sha256-js'
import { CreateBucketCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
const Bucket = 'uploads'
const MB = 1024 * 1024

beforeAll(async () => {
  s3 = await serveS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => s3.stop())

async function* megabytes(count: number) {
  for (let index = 0; index < count; index++) yield Buffer.alloc(MB, index)
}

async function md5Of(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('md5')
  for await (const chunk of stream) hash.update(chunk)
  return hash.digest('hex')
}

const text = async (Key: string) =>
  (await s3.client.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString()

test('200 MB go in and out as a stream, byte for byte, without being held in memory', async () => {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let peak = 0
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 10)
  const Body = Readable.from(megabytes(200), { objectMode: false })
  await s3.client.send(new PutObjectCommand({ Bucket, Key: 'big', Body, ContentLength: 200 * MB }))
  const found = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'big', ChecksumMode: 'ENABLED' }))
  const md5 = await md5Of(found.Body as Readable)
  clearInterval(sampler)
  expect(found.ContentLength).toBe(200 * MB)
  expect(found.ChecksumCRC32).toBeDefined()
  expect(md5).toBe(await md5Of(megabytes(200)))
  expect(found.ETag).toBe(`"${md5}"`)
  expect((peak - before) / MB).toBeLessThan(150)
}, 60_000)

test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)(
  'a %s checksum of the client is checked, kept and given back',
  async (ChecksumAlgorithm) => {
    const member = `Checksum${ChecksumAlgorithm}` as const
    // SDKs need a native package for CRC64NVME; its value here is that of the CRC catalogue for "123456789".
    const known = { CRC64NVME: 'rosUhgp5mIg=', CRC32C: '4waSgw==' } as Record<string, string>
    const more = ChecksumAlgorithm === 'CRC64NVME' ? { [member]: known.CRC64NVME } : { ChecksumAlgorithm }
    const put = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'sum', Body: '123456789', ...more }))
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'sum', ChecksumMode: 'ENABLED' }))
    expect(head[member]).toBe(put[member])
    expect(head.ChecksumType).toBe('FULL_OBJECT')
    if (known[ChecksumAlgorithm]) expect(head[member]).toBe(known[ChecksumAlgorithm])
    expect((await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'sum' })))[member]).toBeUndefined()
    const wrong = Buffer.from(head[member]!, 'base64')
    wrong[0]! ^= 1
    const bad = { Bucket, Key: 'bad sum', Body: '123456789', [member]: wrong.toString('base64') }
    await expect(s3.client.send(new PutObjectCommand(bad))).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'bad sum' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
  },
)

test('a Content-MD5 that is not the body’s is refused and nothing is stored', async () => {
  const md5 = (body: string) => createHash('md5').update(body).digest('base64')
  const put = (ContentMD5: string) =>
    s3.client.send(new PutObjectCommand({ Bucket, Key: 'md5', Body: 'right', ContentMD5 }))
  await expect(put(md5('wrong'))).rejects.toMatchObject({ name: 'BadDigest' })
  await expect(put('not base64')).rejects.toMatchObject({ name: 'InvalidDigest' })
  await expect(text('md5')).rejects.toMatchObject({ name: 'NoSuchKey' })
  await put(md5('right'))
  expect(await text('md5')).toBe('right')
})

/** A signed request as `content` says, sent as `sent`. */
async function send(method: string, path: string, headers: Record<string, string>, chunks: (string | Buffer)[] = []) {
  const { hostname, port } = new URL(s3.kernel.endpoint)
  const signer = new SignatureV4({
    service: 's3',
    region: s3.kernel.region,
    credentials: LOCAL_KEYS,
    sha256: Sha256,
    uriEscapePath: false,
  })
  const all = { host: `${hostname}:${port}`, ...headers }
  const signed = await signer.sign({ method, protocol: 'http:', hostname, path, headers: all })
  return { signed, answer: () => exchange(method, path, signed.headers, chunks) }
}

function exchange(method: string, path: string, headers: Record<string, string>, chunks: (string | Buffer)[]) {
  const { hostname, port } = new URL(s3.kernel.endpoint)
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const req = request({ method, hostname, port, path, headers }, async (res) => {
      let body = ''
      for await (const chunk of res) body += chunk
      resolve({ status: res.statusCode!, body })
    })
    req.on('error', reject)
    for (const chunk of chunks) req.write(chunk)
    req.end()
  })
}

const crc = (body: string) => {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(crc32(body))
  return out.toString('base64')
}
const unsigned = (body: string) => ({
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': String(body.length),
  'x-amz-trailer': 'x-amz-checksum-crc32',
  'content-encoding': 'aws-chunked',
})

test('chunks and trailers never end up in the object, however they are cut', async () => {
  const wire = `5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nx-amz-checksum-crc32:${crc('hello world')}\r\n\r\n`
  for (const size of [1, 3, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(wire.length / size) }, (_, index) =>
      wire.slice(index * size, (index + 1) * size),
    )
    const { answer } = await send(
      'PUT',
      `/${Bucket}/chunked`,
      { ...unsigned('hello world'), 'content-length': String(wire.length) },
      pieces,
    )
    expect(await answer()).toMatchObject({ status: 200 })
    expect(await text('chunked')).toBe('hello world')
  }
  const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'chunked' }))
  expect(head.ContentEncoding).toBeUndefined()
})

test.each([
  ['a checksum that is wrong', `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${crc('hallo')}\r\n\r\n`, 'BadDigest'],
  ['no trailer', '5\r\nhello\r\n0\r\n\r\n', 'MalformedTrailerError'],
  ['a chunk cut short', '5\r\nhel', 'IncompleteBody'],
  ['more than announced', `6\r\nhello!\r\n0\r\n\r\n`, 'IncompleteBody'],
  ['no framing at all', 'hello', 'IncompleteBody'],
])('a chunked body with %s is refused', async (_, wire, code) => {
  const { answer } = await send(
    'PUT',
    `/${Bucket}/broken`,
    { ...unsigned('hello'), 'content-length': String(wire.length) },
    [wire],
  )
  const { status, body } = await answer()
  expect(status).toBe(400)
  expect(body).toContain(`<Code>${code}</Code>`)
  await expect(text('broken')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('signed chunks are verified one by one', async () => {
  const body = 'x'.repeat(70_000)
  const sizes = [65_536, 4464, 0]
  const length =
    body.length +
    sizes.reduce((sum, size) => sum + `${size.toString(16)};chunk-signature=${'0'.repeat(64)}\r\n\r\n`.length, 0)
  const headers = {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': String(body.length),
    'content-encoding': 'aws-chunked',
    'content-length': String(length),
  }
  const framed = (signed: Record<string, string>, tamper: boolean) => {
    const scope = /Credential=[^/]+\/([^,]+)/.exec(signed.authorization!)![1]!
    const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
    const sha = (data: string) => createHash('sha256').update(data).digest('hex')
    const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${LOCAL_KEYS.secretAccessKey}`)
    let previous = /Signature=(\w+)/.exec(signed.authorization!)![1]!
    let at = 0
    return sizes.map((size) => {
      const data = body.slice(at, at + size)
      at += size
      const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', signed['x-amz-date'], scope, previous, sha(''), sha(data)].join('\n')
      previous = hmac(key, toSign).toString('hex')
      return `${size.toString(16)};chunk-signature=${previous}\r\n${tamper ? data.replace('x', 'y') : data}\r\n`
    })
  }
  for (const tamper of [false, true]) {
    const { signed } = await send('PUT', `/${Bucket}/signed`, headers)
    const { status, body: answer } = await exchange(
      'PUT',
      `/${Bucket}/signed`,
      signed.headers,
      framed(signed.headers, tamper),
    )
    expect([status, /<Code>(\w+)/.exec(answer)?.[1]]).toEqual(
      tamper ? [403, 'SignatureDoesNotMatch'] : [200, undefined],
    )
  }
  expect(await text('signed')).toBe(body)
})

test('a body that is not the one its hash was signed for is refused', async () => {
  const headers = { 'x-amz-content-sha256': createHash('sha256').update('signed').digest('hex'), 'content-length': '5' }
  const { answer } = await send('PUT', `/${Bucket}/hash`, headers, ['other'])
  expect((await answer()).body).toContain('<Code>XAmzContentSHA256Mismatch</Code>')
  await expect(text('hash')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('a client that waits for 100-continue is told to go on', async () => {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '4', expect: '100-continue' }
  const { signed } = await send('PUT', `/${Bucket}/patient`, headers)
  const { hostname, port } = new URL(s3.kernel.endpoint)
  const status = await new Promise((resolve, reject) => {
    const req = request({ method: 'PUT', hostname, port, path: `/${Bucket}/patient`, headers: signed.headers })
    req.on('continue', () => req.end('body'))
    req.on('response', (res) => resolve(res.resume().statusCode))
    req.on('error', reject)
    req.flushHeaders()
  })
  expect(status).toBe(200)
  expect(await text('patient')).toBe('body')
})

test('an upload whose client hangs up leaves nothing', async () => {
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '100000' }
  const { signed } = await send('PUT', `/${Bucket}/hung-up`, headers)
  const { hostname, port } = new URL(s3.kernel.endpoint)
  await new Promise<void>((resolve) => {
    const req = request({ method: 'PUT', hostname, port, path: `/${Bucket}/hung-up`, headers: signed.headers })
    req.on('error', () => resolve())
    req.write('x'.repeat(1000), () => req.destroy())
    req.on('close', () => resolve())
  })
  await expect(text('hung-up')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('in process a Body may be a string, a Buffer or a stream', async () => {
  for (const Body of ['text', Buffer.from('text'), Readable.from(['te', 'xt'])]) {
    await s3.kernel.call('s3', 'PutObject', { Bucket, Key: 'in-process', Body, Metadata: { a: 'b' } }, s3.kernel.root)
    const found = await s3.kernel.call('s3', 'GetObject', { Bucket, Key: 'in-process' }, s3.kernel.root)
    expect(found).toMatchObject({ ContentLength: 4, Metadata: { a: 'b' }, LastModified: expect.any(Date) })
    expect(Buffer.concat(await found.Body.toArray()).toString()).toBe('text')
  }
})

test('a large upload that is refused at once still gets its answer', async () => {
  const Body = Readable.from(megabytes(20), { objectMode: false })
  const put = new PutObjectCommand({ Bucket: 'no-such-bucket', Key: 'x', Body, ContentLength: 20 * MB })
  await expect(s3.client.send(put)).rejects.toMatchObject({ name: 'NoSuchBucket' })
})
