import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { checkTags, type Tag } from '../objects/check-tags.ts'
import { deleteMarker, findObject } from '../objects/find-object.ts'
import { shownVersion } from '../objects/object-detail.ts'
import type { ObjectRecord } from '../objects/records.ts'
import { onObject, type S3, type S3Operation } from '../s3.ts'

export const getObjectTagging: S3Operation = {
  permissions: onObject('GetObjectTagging'),
  run(s3, input, call) {
    const object = findTagged(s3, input, call, 'GET')
    const tags = Object.entries(object.detail.tags)
    return {
      VersionId: shownVersion(s3.bucket(object.bucket), object),
      TagSet: tags.map(([Key, Value]) => ({ Key, Value })),
    }
  },
}

export const putObjectTagging: S3Operation = {
  permissions: onObject('PutObjectTagging'),
  run(s3, input, call) {
    const tags: Tag[] = input.Tagging.TagSet ?? []
    if (tags.length > 10) throw new AwsError('BadRequest', 'Object tags cannot be greater than 10')
    checkTags(tags, 'object')
    return setTags(s3, input, Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])), call, 'PUT')
  },
}

export const deleteObjectTagging: S3Operation = {
  permissions: onObject('DeleteObjectTagging'),
  run: (s3, input, call) => setTags(s3, input, {}, call, 'DELETE'),
}

/** A key whose latest version is a delete marker is refused as that marker is. */
function findTagged(s3: S3, input: any, call: Call, method: string): ObjectRecord {
  const latest = s3.index.object(input.Bucket, input.Key)
  if (latest?.isDeleteMarker && !input.VersionId) throw deleteMarker(latest, method)
  return findObject(s3, input, call, method)
}

function setTags(s3: S3, input: any, tags: Record<string, string>, call: Call, method: string) {
  const object = findTagged(s3, input, call, method)
  s3.index.putDetail({ ...object, detail: { ...object.detail, tags } })
  return { VersionId: shownVersion(s3.bucket(object.bucket), object) }
}
