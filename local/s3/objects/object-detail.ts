import { AwsError } from '../../kernel/aws-error.ts'
import { checksumsOut } from '../checksums/checksum.ts'
import { tagsOfHeader } from './check-tags.ts'
import { plainWord } from './encoded-word.ts'
import type { BucketRecord, ObjectDetail, ObjectRecord } from './records.ts'

/** Members that are kept with an object and given back as they came. */
const KEPT = [
  'ContentType',
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'Expires',
  'StorageClass',
  'ServerSideEncryption',
  'SSEKMSKeyId',
  'BucketKeyEnabled',
] as const

const REFUSED = [
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'WebsiteRedirectLocation',
  'WriteOffsetBytes',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ObjectLockLegalHoldStatus',
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
]

/** Storage classes that a general purpose bucket does not take. */
const OF_ANOTHER_SERVICE = new Set(['OUTPOSTS', 'SNOW', 'EXPRESS_ONEZONE', 'FSX_OPENZFS', 'FSX_ONTAP'])

/** What an object is stored with besides its bytes, from the input that creates it. */
export function detailFrom(input: Record<string, any>, bucket: BucketRecord): ObjectDetail {
  const refused = REFUSED.find((name) => input[name] !== undefined)
  if (refused) throw new AwsError('NotImplemented', `${refused} is not served by the local runtime.`, 501)
  if (input.ACL && !['private', 'bucket-owner-full-control'].includes(input.ACL))
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs')
  if (OF_ANOTHER_SERVICE.has(input.StorageClass))
    throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', 400, {
      StorageClassRequested: input.StorageClass,
    })
  const metadata = input.Metadata ?? {}
  const size = Object.entries(metadata).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0)
  if (size > 2048)
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
      Size: size,
      MaxSizeAllowed: 2048,
    })
  const headers = Object.fromEntries(
    KEPT.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]),
  )
  const byDefault = bucket.configuration.Encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
  if (!headers.ServerSideEncryption) {
    headers.ServerSideEncryption = byDefault?.SSEAlgorithm ?? 'AES256'
    if (byDefault?.KMSMasterKeyID) headers.SSEKMSKeyId = byDefault.KMSMasterKeyID
  }
  return {
    headers: { ContentType: 'binary/octet-stream', ...headers },
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), plainWord(String(value))]),
    ),
    tags: tagsOfHeader(input.Tagging),
    checksums: {},
  }
}

/** Members that say how an object is encrypted, for the output of what creates it. */
export const encryptionOf = ({ headers }: ObjectDetail) => ({
  ServerSideEncryption: headers.ServerSideEncryption,
  SSEKMSKeyId: headers.SSEKMSKeyId,
  BucketKeyEnabled: headers.BucketKeyEnabled,
})

/** Checksum<Algorithm> members, for outputs. */
export function checksumMembers({ checksums, checksumType }: ObjectDetail): Record<string, string> {
  const members = checksumsOut(checksums)
  return Object.keys(members).length === 0 ? {} : { ...members, ChecksumType: checksumType ?? 'FULL_OBJECT' }
}

/** The version id as outputs show it: only where the bucket has ever been versioned. */
export const shownVersion = (bucket: BucketRecord, { versionId }: Pick<ObjectRecord, 'versionId'>) =>
  bucket.configuration.Versioning?.Status ? versionId : undefined

/** The version that a write has made, as it tells it: none while versioning is suspended. */
export const writtenVersion = (bucket: BucketRecord, { versionId }: Pick<ObjectRecord, 'versionId'>) =>
  isVersioned(bucket) ? versionId : undefined

export const isVersioned = (bucket: BucketRecord) => bucket.configuration.Versioning?.Status === 'Enabled'
