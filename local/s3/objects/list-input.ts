import type { S3 } from '../s3.ts'
import type { ListRequest } from './list-keys.ts'
import type { ObjectRecord } from './records.ts'

interface ListInput {
  Prefix?: string
  Delimiter?: string
  MaxKeys?: number
  EncodingType?: string
}

/** The part of a listing's input that its versions 1 and 2 share. A page holds at most 1000 keys. */
export function listRequest({ Prefix, Delimiter, MaxKeys }: ListInput, after: string): ListRequest {
  return { prefix: Prefix ?? '', delimiter: Delimiter ?? '', after, limit: limitOf(MaxKeys) }
}

export const limitOf = (asked: number | undefined) => Math.min(Math.max(asked ?? 1000, 0), 1000)

/** Encodes keys in outputs when the caller asked for encoding-type=url, as a form would. */
export function encoderFor({ EncodingType }: ListInput): <T extends string | undefined>(text: T) => T {
  if (EncodingType !== 'url') return (text) => text
  return ((text: string | undefined) => text && formEncoded(text)) as any
}

const formEncoded = (text: string) =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/** An object as listings show it. */
export function listed(object: ObjectRecord, encode: (key: string) => string) {
  const { checksums, checksumType, headers } = object.detail
  const algorithms = Object.keys(checksums)
  return {
    Key: encode(object.key),
    LastModified: new Date(object.modified),
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: algorithms.length > 0 ? algorithms : undefined,
    ChecksumType: algorithms.length > 0 ? (checksumType ?? 'FULL_OBJECT') : undefined,
    Size: object.size,
    StorageClass: headers.StorageClass ?? 'STANDARD',
  }
}

/** What a listing needs to be allowed, with the context that policies may restrict it by. */
export function listPermissions(action: string) {
  return ({ Bucket, Prefix, Delimiter, MaxKeys }: ListInput & { Bucket: string }) => [
    {
      action,
      resource: `arn:aws:s3:::${Bucket}`,
      context: {
        's3:prefix': Prefix ?? '',
        ...(Delimiter ? { 's3:delimiter': Delimiter } : {}),
        ...(MaxKeys !== undefined ? { 's3:max-keys': String(MaxKeys) } : {}),
      },
    },
  ]
}

/** Yields the latest objects of a bucket from a key on. */
export const objectScan = (s3: S3, bucket: string) => (from: string) => s3.index.objectsFrom(bucket, from)
