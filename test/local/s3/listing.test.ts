import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listKeys } from '#local/s3/objects/list-keys.ts'
import { type ServedS3, serveS3 } from './serve-s3.ts'

let s3: ServedS3
const Bucket = 'listing'
const KEYS = ['a', 'a b/c+d', 'a/1', 'a/2', 'a/2/x', 'b', 'c//d', 'c/d', 'é', '\u{ffee}', '\u{1f600}']

beforeAll(async () => {
  s3 = await serveS3()
  await s3.client.send(new CreateBucketCommand({ Bucket }))
  for (const Key of [...KEYS].reverse()) await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
})
afterAll(() => s3.stop())

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  s3.client.send(new ListObjectsV2Command({ Bucket, ...more }))

test('keys come in the order of their UTF-8 bytes, which is not that of JavaScript', async () => {
  const { Contents, KeyCount } = await list()
  expect(Contents!.map((object) => object.Key)).toEqual([...KEYS].sort(byBytes))
  expect([...KEYS].sort(byBytes)).not.toEqual([...KEYS].sort())
  expect(KeyCount).toBe(KEYS.length)
})

test('a delimiter rolls keys up into common prefixes', async () => {
  const page = await list({ Delimiter: '/' })
  expect(page.Contents!.map((object) => object.Key)).toEqual(['a', 'b', 'é', '\u{ffee}', '\u{1f600}'])
  expect(page.CommonPrefixes!.map((one) => one.Prefix)).toEqual(['a b/', 'a/', 'c/'])
  const inside = await list({ Delimiter: '/', Prefix: 'c/' })
  expect([inside.Contents!.map((one) => one.Key), inside.CommonPrefixes]).toEqual([['c/d'], [{ Prefix: 'c//' }]])
})

test('pages end where the next one begins, common prefixes included', async () => {
  const seen: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await list({ Delimiter: '/', MaxKeys: 1, ContinuationToken })
    expect(page.KeyCount).toBe(1)
    seen.push(...(page.Contents ?? []).map((one) => one.Key!), ...(page.CommonPrefixes ?? []).map((one) => one.Prefix!))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  expect(seen).toEqual(['a', 'a b/', 'a/', 'b', 'c/', 'é', '\u{ffee}', '\u{1f600}'])
})

test('version 1 goes on from a marker', async () => {
  const page = await s3.client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 3 }))
  expect(page.NextMarker).toBe('a/')
  const next = await s3.client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', Marker: page.NextMarker }))
  expect(next.Contents![0]!.Key).toBe('b')
})

test('with encoding-type=url keys come encoded as in a form', async () => {
  const { Contents } = await list({ EncodingType: 'url', Prefix: 'a ' })
  expect(Contents![0]!.Key).toBe('a+b/c%2Bd')
})

test('StartAfter, MaxKeys 0 and a token that is none', async () => {
  expect((await list({ StartAfter: 'c' })).Contents![0]!.Key).toBe('c//d')
  expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false })
  await expect(list({ ContinuationToken: 'no token' })).rejects.toMatchObject({ name: 'InvalidArgument' })
})

test('any listing, cut into pages anywhere, is that of a plain sort', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '/', 'é', '\u{ffee}', '\u{1f600}', '\u{10ffff}'),
    maxLength: 6,
  })
  const keys = fc.uniqueArray(
    text.filter((key) => key !== ''),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(
      keys,
      text,
      fc.constantFrom('', '/', 'b', '\u{10ffff}'),
      fc.integer({ min: 1, max: 5 }),
      (all, prefix, delimiter, limit) => {
        const sorted = [...all].sort(byBytes).map((key) => ({ key }))
        const scan = (from: string) => sorted.filter(({ key }) => byBytes(key, from) >= 0)
        const expected = new Set<string>()
        for (const { key } of sorted) {
          if (!key.startsWith(prefix)) continue
          const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1
          expected.add(at < 0 ? key : key.slice(0, at + delimiter.length))
        }
        const seen: string[] = []
        let after = ''
        for (let truncated = true; truncated; ) {
          const page = listKeys(scan, { prefix, delimiter, after, limit })
          seen.push(...[...page.items.map((item) => item.key), ...page.prefixes].sort(byBytes))
          truncated = page.truncated
          after = page.last ?? after
        }
        expect(seen).toEqual([...expected])
      },
    ),
    { numRuns: 2000 },
  )
})
