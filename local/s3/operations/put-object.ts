import { storeBody } from '../body/store-body.ts'
import { announceCreated } from '../objects/announce.ts'
import { checkWrite, checkWriteConditions } from '../objects/conditions.ts'
import { checkKey } from '../objects/find-object.ts'
import { checksumMembers, detailFrom, encryptionOf, isVersioned, writtenVersion } from '../objects/object-detail.ts'
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
    checkWriteConditions(input)
    const detail = detailFrom(input, bucket)
    checkWrite(s3.index.current(Bucket, Key), input)
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
      VersionId: writtenVersion(bucket, object),
      ...encryptionOf(detail),
      ...checksumMembers(detail),
    }
  },
}
