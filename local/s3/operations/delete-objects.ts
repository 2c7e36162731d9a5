import { AwsError } from '../../kernel/aws-error.ts'
import type { S3Operation } from '../s3.ts'
import { deleteObject, deleteOne } from './delete-object.ts'

export const deleteObjects: S3Operation = {
  // Each key is allowed or refused by itself.
  permissions: () => [],

  async run(s3, { Bucket, Delete }, call) {
    s3.bucket(Bucket)
    const objects: { Key: string; VersionId?: string; ETag?: string }[] = Delete?.Objects ?? []
    if (objects.length === 0 || objects.length > 1000)
      throw new AwsError(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      )
    const Deleted: object[] = []
    const Errors: object[] = []
    for (const { Key, VersionId, ETag } of objects) {
      try {
        s3.authorize(call.principal, deleteObject.permissions({ Bucket, Key, VersionId }, s3))
        const done = await deleteOne(s3, { Bucket, Key, VersionId, IfMatch: ETag }, call)
        Deleted.push({
          Key,
          VersionId,
          DeleteMarker: done.DeleteMarker,
          DeleteMarkerVersionId: done.DeleteMarker ? done.VersionId : undefined,
        })
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        Errors.push({ Key, VersionId, ...toldOf(error) })
      }
    }
    return { Deleted: Delete.Quiet ? [] : Deleted, Errors }
  },
}

/** An id that S3 never made is told here as if it had been one. */
const toldOf = ({ code, message }: AwsError) =>
  code === 'InvalidArgument'
    ? { Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }
    : { Code: code, Message: message }
