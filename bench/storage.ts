import { deepStrictEqual } from 'node:assert'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { startUp, type Up } from './up.ts'

/**
 * By hand, as it writes 10 GB: `node bench/storage.ts`. One object of 5 GiB by a single PUT and one by parts, read back
 * by ranges, while the runtime's memory is watched; then listings of 100,000 keys.
 */
const GIB = 1024 ** 3
const SIZE = 5 * GIB
const PART = 64 * 1024 ** 2
const Bucket = 'storage'
const block = Buffer.from(Array.from({ length: 1024 ** 2 }, (_, at) => (at * 31 + (at >> 8)) % 251))

const state = mkdtempSync(join(tmpdir(), 'trimtab-storage-'))
try {
  let up = await startUp(state)
  let s3 = clientOf(up)
  await s3.send(new CreateBucketCommand({ Bucket }))
  say(`at rest ${memory(up)} MiB`)
  await measured(up, 'PUT of 5 GiB', () =>
    s3.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: Readable.from(blocks()), ContentLength: SIZE })),
  )
  await measured(up, 'the same by parts of 64 MiB, four at once', () => byParts(s3))
  await measured(up, 'GET of the one by parts', async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'parts' }))
    let size = 0
    for await (const chunk of Body as Readable) size += chunk.length
    deepStrictEqual(size, SIZE)
  })
  await measured(up, '100 ranges of 1 MiB of each', async () => {
    for (let at = 0; at < 100; at++)
      for (const Key of ['whole', 'parts']) {
        const from = Math.floor((at / 100) * (SIZE - 2 * block.length))
        const Range = `bytes=${from}-${from + block.length - 1}`
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }))
        deepStrictEqual(md5(Buffer.from(await Body!.transformToByteArray())), md5(blockFrom(from)))
      }
  })
  for (const Key of ['whole', 'parts']) await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  await up.stop()

  enterKeys(100_000)
  up = await startUp(state)
  s3 = clientOf(up)
  await measured(up, 'every page of 100,000 keys', async () => deepStrictEqual((await listed(s3, {})).keys, 100_000))
  await measured(up, 'ten folders of 10,000 keys each, by delimiter', async () =>
    deepStrictEqual(await listed(s3, { Prefix: 'data/', Delimiter: '/' }), { keys: 0, folders: 10, pages: 1 }),
  )
  await measured(up, '10,000 folders of ten keys each, by delimiter', async () =>
    deepStrictEqual(await listed(s3, { Prefix: 'wide/', Delimiter: '/' }), { keys: 0, folders: 10_000, pages: 10 }),
  )
  await up.stop()
} finally {
  rmSync(state, { recursive: true, force: true })
}

function clientOf({ endpoint, region }: Up): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials: LOCAL_KEYS,
    forcePathStyle: true,
    requestHandler: { requestTimeout: 0 },
  })
}

function* blocks(size = SIZE): Iterable<Buffer> {
  for (let at = 0; at < size; at += block.length) yield block
}

async function byParts(s3: S3Client): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
  const body = Buffer.concat([...blocks(PART)])
  const etags: string[] = []
  const numbers = Array.from({ length: SIZE / PART }, (_, at) => at + 1).values()
  const lane = async () => {
    for (const PartNumber of numbers) {
      const part = { Bucket, Key: 'parts', UploadId, PartNumber, Body: body }
      etags[PartNumber - 1] = (await s3.send(new UploadPartCommand(part))).ETag!
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  const Parts = etags.map((ETag, at) => ({ ETag, PartNumber: at + 1 }))
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload: { Parts } }))
}

/** Beside the runtime and in one transaction: through it each would be synchronised to the disk by itself. */
function enterKeys(count: number): void {
  const db = new DatabaseSync(join(state, 's3/index.db'))
  const insert = db.prepare("INSERT INTO object VALUES (?, ?, ?, 'null', 1, 0, 1, 'e', 1, ?, ?)")
  const detail = JSON.stringify({ headers: { ContentType: 'text/csv' }, metadata: {}, tags: {}, checksums: {} })
  db.exec('BEGIN')
  for (let number = 0; number < count; number++) {
    const name = String(number).padStart(6, '0')
    insert.run(Bucket, `data/${number % 10}/${name}.csv`, name, name, detail)
    insert.run(Bucket, `wide/${number % 10_000}/${name}.csv`, `w${name}`, `w${name}`, detail)
  }
  db.exec('COMMIT')
  db.close()
}

async function listed(s3: S3Client, input: { Prefix?: string; Delimiter?: string }) {
  const sum = { keys: 0, folders: 0, pages: 0 }
  let ContinuationToken: string | undefined
  let last = ''
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, ...(input.Prefix ? input : { Prefix: 'data/' }), ContinuationToken }),
    )
    const names = [
      ...(page.Contents ?? []).map(({ Key }) => Key!),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix!),
    ]
    // In order, and none twice.
    for (const name of names) {
      if (name <= last) throw new Error(`${name} after ${last}`)
      last = name
    }
    sum.keys += page.Contents?.length ?? 0
    sum.folders += page.CommonPrefixes?.length ?? 0
    sum.pages++
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  return sum
}

async function measured(up: Up, what: string, work: () => Promise<unknown>): Promise<void> {
  let most = memory(up)
  const watch = setInterval(() => {
    most = Math.max(most, memory(up))
  }, 100)
  const started = performance.now()
  await work()
  const seconds = (performance.now() - started) / 1000
  clearInterval(watch)
  say(`${what}: ${seconds.toFixed(2)} s, at most ${Math.max(most, memory(up))} MiB`)
}

/** Resident, of the runtime's process. */
function memory({ pid }: Up): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!
  return Math.round(Number(kib) / 1024)
}

function blockFrom(at: number): Buffer {
  const offset = at % block.length
  return Buffer.concat([block.subarray(offset), block.subarray(0, offset)])
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
