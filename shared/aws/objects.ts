import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'

const client = new S3Client({})

export interface ObjectPlace {
  bucket: string
  key: string
}

/** `s3://bucket/key` in its parts. */
export function placeOf(uri: string): ObjectPlace {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? []
  if (!bucket || key === undefined) throw new TypeError(`${uri} is no s3:// URI`)
  return { bucket, key }
}

/** The object's bytes; undefined when there is none. */
export async function readObject(place: ObjectPlace, range?: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: place.bucket, Key: place.key, Range: range }))
    return await Body?.transformToByteArray()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export async function writeObject(place: ObjectPlace, body: string | Uint8Array, contentType: string): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: body, ContentType: contentType }),
  )
}

export async function objectExists(place: ObjectPlace): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }))
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

export interface ListedObject {
  key: string
  size: number
  changedAt?: string
}

/** What lies under a prefix, up to `most` objects; `more` says that there are others. */
export async function listObjects(
  prefix: ObjectPlace,
  most: number,
): Promise<{ objects: ListedObject[]; more: boolean }> {
  const objects: ListedObject[] = []
  let token: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: prefix.bucket, Prefix: prefix.key, ContinuationToken: token }),
    )
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      objects.push({ key: Key!, size: Size ?? 0, changedAt: LastModified?.toISOString() })
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token && objects.length < most)
  return { objects: objects.slice(0, most), more: token !== undefined || objects.length > most }
}

/** Removes what lies under a prefix, a thousand at a time; answers how many objects that were. */
export async function removeUnder(prefix: ObjectPlace): Promise<number> {
  let removed = 0
  for (;;) {
    const { objects } = await listObjects(prefix, 1000)
    if (objects.length === 0) return removed
    const Objects = objects.map(({ key }) => ({ Key: key }))
    const answer = await client.send(
      new DeleteObjectsCommand({ Bucket: prefix.bucket, Delete: { Objects, Quiet: true } }),
    )
    const [problem] = answer.Errors ?? []
    if (problem) throw new Error(`${problem.Key} could not be removed: ${problem.Message}`)
    removed += objects.length
  }
}

/** To whom may read but not list, S3 tells of an object that is not there that access to it is denied. */
const missing = new Set(['NoSuchKey', 'NotFound', 'AccessDenied', 'Forbidden', '403'])

function isMissing(error: unknown): boolean {
  return error instanceof Error && missing.has(error.name)
}
