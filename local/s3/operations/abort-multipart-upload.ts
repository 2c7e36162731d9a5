import { findUpload } from '../objects/find-upload.ts'
import { onObject, type S3Operation } from '../s3.ts'

export const abortMultipartUpload: S3Operation = {
  permissions: onObject('AbortMultipartUpload'),

  async run(s3, input) {
    const { id } = findUpload(s3, input)
    await s3.blobs.remove(s3.index.deleteUpload(id))
    return {}
  },
}
