import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { bucketArn, type S3 } from '../s3.ts'
import type { ObjectRecord } from './records.ts'
import { checkVersionId, invalidVersionId } from './version-id.ts'

interface Named {
  Bucket: string
  Key: string
  VersionId?: string
}

/**
 * The object that an input names. A missing key is a 404 only for those who may list the bucket; others learn
 * nothing but 403.
 */
export function findObject(s3: S3, { Bucket, Key, VersionId }: Named, call: Call, method = 'GET'): ObjectRecord {
  const bucket = s3.bucket(Bucket)
  const object = s3.index.object(Bucket, Key, VersionId)
  if (object && !object.isDeleteMarker) return object
  if (!s3.may(call.principal, { action: 's3:ListBucket', resource: bucketArn(Bucket) }))
    throw new AwsError('AccessDenied', 'Access Denied', 403)
  if (object && VersionId) throw deleteMarker(object, method)
  if (VersionId && VersionId !== 'null' && !bucket.configuration.Versioning?.Status) throw invalidVersionId(VersionId)
  if (VersionId) checkVersionId(VersionId)
  if (VersionId) throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, { Key, VersionId })
  const marker =
    object && bucket.configuration.Versioning
      ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': object.versionId }
      : {}
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key, Headers: marker })
}

/** A delete marker can be deleted, and nothing else. */
export const deleteMarker = ({ versionId }: ObjectRecord, Method: string) =>
  new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405, {
    Method,
    ResourceType: 'DeleteMarker',
    Headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId, Allow: 'DELETE' },
  })

/** A key as S3 accepts it. */
export function checkKey(key: string): void {
  const Size = Buffer.byteLength(key)
  if (Size > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long', 400, { Size, MaxSizeAllowed: 1024 })
}
