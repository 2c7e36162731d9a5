import { AwsError } from '../../kernel/aws-error.ts'
import { storeBody } from '../body/store-body.ts'
import { checksumsOut } from '../checksums/checksum.ts'
import { checkPartNumber, findUpload } from '../objects/find-upload.ts'
import { encryptionOf } from '../objects/object-detail.ts'
import type { UploadRecord } from '../objects/records.ts'
import { onObject, type S3, type S3Operation } from '../s3.ts'

export const uploadPart: S3Operation = {
  permissions: onObject('PutObject'),

  async run(s3, input) {
    checkPartNumber(input.PartNumber)
    const upload = findUpload(s3, input)
    const part = await storePart(s3, upload, input)
    return { ETag: `"${part.etag}"`, ...encryptionOf(upload.detail), ...checksumsOut(part.checksums) }
  },
}

/** Writes a part; one of the same number is replaced. */
export async function storePart(s3: S3, upload: UploadRecord, input: Record<string, any>) {
  const { blob, size, md5, checksums } = await storeBody(s3.blobs, input, upload.algorithm ? [upload.algorithm] : [])
  const strange = Object.keys(checksums).find((algorithm) => upload.algorithm && algorithm !== upload.algorithm)
  if (strange || !s3.index.upload(upload.id)) {
    await s3.blobs.remove([blob])
    if (!strange) findUpload(s3, { Bucket: upload.bucket, Key: upload.key, UploadId: upload.id })
    throw new AwsError(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm!.toLowerCase()}, actual checksum Type: ${strange!.toLowerCase()}`,
    )
  }
  const part = { number: input.PartNumber, size, etag: md5, modified: s3.kernel.clock.now(), blob, checksums }
  await s3.blobs.remove(s3.index.putPart(upload.id, part))
  return part
}
