import { storeBody } from '../body/store-body.ts'
import { announceCreated } from '../objects/announce.ts'
import { checkWrite, refusedCondition } from '../objects/conditions.ts'
import { checkKey } from '../objects/find-object.ts'
import { checksumMembers, detailFrom, encryptionOf, isVersioned, shownVersion } from '../objects/object-detail.ts'
import { objectArn, type S3Operation } from '../s3.ts'

export const putObject: S3Operation = {
  permissions({ Bucket, Key, Tagging }) {
    const resource = objectArn(Bucket, Key)
    const actions = ['s3:PutObject', ...(Tagging ? ['s3:PutObjectTagging'] : [])]
    return actions.map((action) => ({ action, resource }))
  },

  async run(s3, input, call) {
    const { Bucket, Key } = input
    const bucket = s3.bucket(Bucket)
    checkKey(Key)
    if (input.IfMatch === '*') throw refusedCondition('If-Match')
    const detail = detailFrom(input, bucket)
    const current = s3.index.object(Bucket, Key)
    checkWrite(current?.isDeleteMarker ? undefined : current, input)
    const { blob, size, md5, checksums } = await storeBody(s3.blobs, input)
    detail.checksums = checksums
    const modified = s3.kernel.clock.now()
    const { object, unused } = await s3.enter(
      { bucket: Bucket, key: Key, size, etag: md5, modified, blob, detail },
      isVersioned(s3.bucket(Bucket)),
      (before) => checkWrite(before, input),
    )
    announceCreated(s3, object, 'PutObject', call)
    await s3.blobs.remove(unused)
    return {
      ETag: `"${md5}"`,
      VersionId: shownVersion(bucket, object),
      ...encryptionOf(detail),
      ...checksumMembers(detail),
    }
  },
}
