import { AwsError } from '../../kernel/aws-error.ts'
import { onBucket, type S3Operation } from '../s3.ts'

export const deleteBucket: S3Operation = {
  permissions: onBucket('DeleteBucket'),

  async run(s3, { Bucket }) {
    const { Versioning } = s3.bucket(Bucket).configuration
    if (!s3.index.deleteBucket(Bucket))
      throw new AwsError(
        'BucketNotEmpty',
        `The bucket you tried to delete is not empty${Versioning ? '. You must delete all versions in the bucket.' : ''}`,
        409,
        { BucketName: Bucket },
      )
    const uploads = [...s3.index.uploadsFrom(Bucket, '')]
    await s3.blobs.remove(uploads.flatMap(({ id }) => s3.index.deleteUpload(id)))
  },
}
