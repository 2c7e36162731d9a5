import { type ByteRange, rangeOf } from '../objects/byte-range.ts'
import { checkRead } from '../objects/conditions.ts'
import { findObject } from '../objects/find-object.ts'
import { checksumMembers, shownVersion } from '../objects/object-detail.ts'
import type { ObjectRecord } from '../objects/records.ts'
import { onObject, type S3, type S3Operation } from '../s3.ts'

export const headObject: S3Operation = {
  permissions: (input) => onObject(input.VersionId ? 'GetObjectVersion' : 'GetObject')(input),

  run(s3, input, call) {
    const object = findObject(s3, input, call)
    checkRead(object, input, s3.kernel.clock.now())
    const range = rangeOf(object, input)
    return {
      ...describeObject(s3, object, input, range),
      ContentLength: range ? range.end - range.start + 1 : object.size,
      ContentRange: range && `bytes ${range.start}-${range.end}/${object.size}`,
    }
  },
}

/** Everything that GetObject and HeadObject say of an object but its length. A part of its bytes has no checksum. */
export function describeObject(s3: S3, object: ObjectRecord, input: Record<string, any>, range?: ByteRange) {
  const isPartial = range !== undefined && (range.start > 0 || range.end < object.size - 1)
  const { headers, metadata, tags, parts, partChecksums } = object.detail
  const { StorageClass, ...kept } = headers
  const ofPart = input.PartNumber && partChecksums?.[input.PartNumber - 1]
  const checksumsOf = () => {
    if (ofPart) return checksumMembers({ ...object.detail, checksums: ofPart })
    return isPartial ? {} : checksumMembers(object.detail)
  }
  return {
    ...kept,
    StorageClass: StorageClass === 'STANDARD' ? undefined : StorageClass,
    Expires: headers.Expires && new Date(headers.Expires),
    AcceptRanges: 'bytes',
    LastModified: new Date(object.modified),
    ETag: `"${object.etag}"`,
    Metadata: metadata,
    VersionId: shownVersion(s3.bucket(object.bucket), object),
    TagCount: Object.keys(tags).length || undefined,
    PartsCount: input.PartNumber && parts ? parts.length : undefined,
    ...(input.ChecksumMode === 'ENABLED' ? checksumsOf() : {}),
  }
}
