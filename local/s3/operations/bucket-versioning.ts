import { AwsError } from '../../kernel/aws-error.ts'
import { onBucket, type S3Operation } from '../s3.ts'

export const getBucketVersioning: S3Operation = {
  permissions: onBucket('GetBucketVersioning'),
  run: (s3, { Bucket }) => s3.bucket(Bucket).configuration.Versioning ?? {},
}

export const putBucketVersioning: S3Operation = {
  permissions: onBucket('PutBucketVersioning'),

  run(s3, { Bucket, VersioningConfiguration: { Status, MFADelete } }) {
    const bucket = s3.bucket(Bucket)
    if (MFADelete === 'Enabled')
      throw new AwsError('NotImplemented', 'MFADelete is not served by the local runtime.', 501)
    if (!['Enabled', 'Suspended'].includes(Status))
      throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified')
    s3.index.putBucket({ ...bucket, configuration: { ...bucket.configuration, Versioning: { Status } } })
  },
}
