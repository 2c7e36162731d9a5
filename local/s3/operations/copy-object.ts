import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { storeBody } from '../body/store-body.ts'
import { announceCreated } from '../objects/announce.ts'
import { checkWrite, checkWriteConditions } from '../objects/conditions.ts'
import { findCopySource, sourcePermission } from '../objects/copy-source.ts'
import { checkKey } from '../objects/find-object.ts'
import { checksumMembers, detailFrom, encryptionOf, isVersioned, shownVersion } from '../objects/object-detail.ts'
import type { BucketRecord, ObjectDetail, ObjectRecord } from '../objects/records.ts'
import { objectArn, type S3, type S3Operation } from '../s3.ts'

export const copyObject: S3Operation = {
  permissions({ Bucket, Key, CopySource }) {
    return [sourcePermission(CopySource), { action: 's3:PutObject', resource: objectArn(Bucket, Key) }]
  },

  async run(s3, input, call: Call) {
    const { Bucket, Key } = input
    const bucket = s3.bucket(Bucket)
    checkKey(Key)
    checkWriteConditions(input)
    const source = findCopySource(s3, input, call)
    const changes =
      input.MetadataDirective === 'REPLACE' ||
      input.StorageClass ||
      input.ServerSideEncryption ||
      bucket.configuration.Encryption
    if (source.bucket === Bucket && source.key === Key && source.isLatest && !changes)
      throw new AwsError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      )
    checkWrite(s3.index.current(Bucket, Key), input)
    const detail = detailOf(source, input, bucket)
    const content = await contentOf(s3, source, input.ChecksumAlgorithm)
    detail.checksums = content.checksums
    const entry = { bucket: Bucket, key: Key, size: source.size, etag: content.etag, modified: s3.kernel.clock.now() }
    const { object, unused } = await s3.enter(
      { ...entry, blob: content.blob, detail },
      isVersioned(s3.bucket(Bucket)),
      (before) => checkWrite(before, input),
    )
    announceCreated(s3, object, 'CopyObject', call)
    await s3.blobs.remove(unused)
    return {
      CopyObjectResult: {
        ETag: `"${object.etag}"`,
        LastModified: new Date(object.modified),
        ...checksumMembers(detail),
      },
      CopySourceVersionId: source.versionId === 'null' ? undefined : source.versionId,
      VersionId: shownVersion(bucket, object),
      ...encryptionOf(detail),
    }
  },
}

function detailOf(source: ObjectRecord, input: Record<string, any>, bucket: BucketRecord): ObjectDetail {
  const given = detailFrom(input, bucket)
  const isReplaced = input.MetadataDirective === 'REPLACE'
  const { headers, metadata } = isReplaced ? given : source.detail
  const { StorageClass, ...kept } = headers
  return {
    headers: { ...kept, ...encryptionOf(given), ...(input.StorageClass && { StorageClass: input.StorageClass }) },
    metadata,
    tags: input.TaggingDirective === 'REPLACE' ? given.tags : source.detail.tags,
    checksums: {},
  }
}

/** The bytes are shared on disk; they are read again only where the copy needs a digest that the source has not. */
async function contentOf(s3: S3, source: ObjectRecord, algorithm: string | undefined) {
  const { parts, checksums } = source.detail
  if (!parts && (!algorithm || checksums[algorithm]))
    return { blob: await s3.blobs.share(source.blob), etag: source.etag, checksums }
  const wanted = algorithm ? [algorithm] : Object.keys(checksums)
  const { blob, md5, checksums: computed } = await storeBody(s3.blobs, { Body: s3.blobs.read([source.blob]) }, wanted)
  return { blob, etag: md5, checksums: computed }
}
