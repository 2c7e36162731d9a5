import { randomBytes } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import { digestOf, JOINABLE } from '../checksums/checksum.ts'
import { checkKey } from '../objects/find-object.ts'
import { detailFrom, encryptionOf } from '../objects/object-detail.ts'
import type { S3Operation } from '../s3.ts'
import { putObject } from './put-object.ts'

const ID = 48

/** Whether it could be one that was made here: an upload that has ended leaves nothing behind. */
export const isUploadId = (text: string) => Buffer.from(text, 'base64url').length === ID

export const createMultipartUpload: S3Operation = {
  permissions: (input, s3) => putObject.permissions(input, s3),

  run(s3, input) {
    const { Bucket, Key, ChecksumAlgorithm: algorithm } = input
    checkKey(Key)
    const detail = detailFrom(input, s3.bucket(Bucket))
    if (algorithm) {
      digestOf(algorithm)
      detail.checksumType = input.ChecksumType ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE')
      if (detail.checksumType === 'FULL_OBJECT' ? !JOINABLE.includes(algorithm) : algorithm === 'CRC64NVME')
        throw new AwsError(
          'InvalidRequest',
          `The ${detail.checksumType} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
        )
    }
    const id = randomBytes(ID).toString('base64url')
    s3.index.putUpload({ id, bucket: Bucket, key: Key, initiated: s3.kernel.clock.now(), detail, algorithm })
    return {
      Bucket,
      Key,
      UploadId: id,
      ChecksumAlgorithm: algorithm,
      ChecksumType: detail.checksumType,
      ...encryptionOf(detail),
    }
  },
}
