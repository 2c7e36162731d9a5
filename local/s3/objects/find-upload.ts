import { AwsError } from '../../kernel/aws-error.ts'
import type { S3 } from '../s3.ts'
import type { UploadRecord } from './records.ts'

export function findUpload(s3: S3, { Bucket, Key, UploadId }: Record<string, string>): UploadRecord {
  s3.bucket(Bucket!)
  const upload = s3.index.upload(UploadId!)
  if (upload?.bucket === Bucket && upload?.key === Key) return upload!
  throw new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId },
  )
}

export function checkPartNumber(number: number): void {
  if (number < 1 || number > 10_000)
    throw new AwsError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', 400, {
      ArgumentName: 'partNumber',
      ArgumentValue: number,
    })
}
