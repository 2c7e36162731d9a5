import { onBucket, type S3Operation } from '../s3.ts'

export const getBucketLocation: S3Operation = {
  permissions: onBucket('GetBucketLocation'),

  run(s3, { Bucket }) {
    s3.bucket(Bucket)
    // A bucket in us-east-1 has an empty location.
    return { LocationConstraint: s3.kernel.region === 'us-east-1' ? '' : s3.kernel.region }
  },
}
