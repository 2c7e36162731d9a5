import { checksumsOut } from '../checksums/checksum.ts'
import { findObject } from '../objects/find-object.ts'
import { limitOf } from '../objects/list-input.ts'
import { checksumMembers, shownVersion } from '../objects/object-detail.ts'
import type { ObjectRecord } from '../objects/records.ts'
import { objectArn, type S3Operation } from '../s3.ts'

export const getObjectAttributes: S3Operation = {
  permissions({ Bucket, Key, VersionId }) {
    const version = VersionId ? 'Version' : ''
    const actions = [`s3:GetObject${version}`, `s3:GetObject${version}Attributes`]
    return actions.map((action) => ({ action, resource: objectArn(Bucket, Key) }))
  },

  run(s3, input, call) {
    const object = findObject(s3, input, call)
    const checksum = checksumMembers(object.detail)
    const attributes: Record<string, unknown> = {
      ETag: object.etag,
      Checksum: Object.keys(checksum).length > 0 ? checksum : undefined,
      ObjectParts: partsOf(object, input),
      StorageClass: object.detail.headers.StorageClass ?? 'STANDARD',
      ObjectSize: object.size,
    }
    const asked = (input.ObjectAttributes as string[]).map((name) => [name, attributes[name]])
    return {
      ...Object.fromEntries(asked),
      LastModified: new Date(object.modified),
      VersionId: shownVersion(s3.bucket(object.bucket), object),
    }
  },
}

/** Parts are told one by one only where each has a checksum that its uploader chose. */
function partsOf({ detail: { parts, partChecksums } }: ObjectRecord, input: Record<string, any>) {
  if (!parts) return undefined
  if (!partChecksums) return { TotalPartsCount: parts.length }
  const after = Number(input.PartNumberMarker || 0)
  const limit = limitOf(input.MaxParts)
  const rest = parts.map((Size, at) => ({ PartNumber: at + 1, Size, ...checksumsOut(partChecksums[at]!) })).slice(after)
  const page = rest.slice(0, limit)
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.at(-1)?.PartNumber ?? 0),
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Parts: page,
  }
}
