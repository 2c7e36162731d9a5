import type { Call } from '../../kernel/kernel.ts'
import { announceDeleted } from '../objects/announce.ts'
import { checkWrite } from '../objects/conditions.ts'
import { isVersioned } from '../objects/object-detail.ts'
import { checkVersionId, invalidVersionId } from '../objects/version-id.ts'
import { onObject, type S3, type S3Operation } from '../s3.ts'

export const deleteObject: S3Operation = {
  permissions: (input) => onObject(input.VersionId ? 'DeleteObjectVersion' : 'DeleteObject')(input),
  run: (s3, input, call) => deleteOne(s3, input, call),
}

interface Doomed {
  Bucket: string
  Key: string
  VersionId?: string
  IfMatch?: string
}

/** Deletes one key or version; in a versioned bucket a key without a version gets a delete marker. Idempotent. */
export async function deleteOne(s3: S3, { Bucket, Key, VersionId, IfMatch }: Doomed, call: Call) {
  const bucket = s3.bucket(Bucket)
  // Ids are made by S3 alone, and no id but `null` where there are no versions.
  if (VersionId !== undefined && VersionId !== 'null' && !bucket.configuration.Versioning?.Status)
    throw invalidVersionId(VersionId)
  const now = s3.kernel.clock.now()
  const current = s3.index.object(Bucket, Key, VersionId)
  if (VersionId !== undefined && !current) checkVersionId(VersionId)
  if (IfMatch !== undefined) checkWrite(current?.isDeleteMarker ? undefined : current, { IfMatch, Key })
  if (VersionId !== undefined || !bucket.configuration.Versioning?.Status) {
    const gone = s3.index.deleteVersion(Bucket, Key, VersionId ?? 'null', now)
    if (gone) {
      announceDeleted(s3, gone.object, gone.sequencer, call)
      await s3.blobs.remove(gone.unused)
    }
    return { VersionId, DeleteMarker: gone?.object.isDeleteMarker || undefined }
  }
  const nothing = { size: 0, etag: '', blob: '', detail: { headers: {}, metadata: {}, tags: {}, checksums: {} } }
  const entry = { bucket: Bucket, key: Key, modified: now, ...nothing }
  const { object, unused } = s3.index.putObject(entry, isVersioned(bucket), true)
  announceDeleted(s3, object, object.sequencer, call)
  await s3.blobs.remove(unused)
  return { VersionId: object.versionId, DeleteMarker: true }
}
