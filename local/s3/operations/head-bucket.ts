import { bucketArn, onBucket, type S3Operation } from '../s3.ts'

export const headBucket: S3Operation = {
  permissions: onBucket('ListBucket'),

  run(s3, { Bucket }) {
    s3.bucket(Bucket)
    return { BucketArn: bucketArn(Bucket), BucketRegion: s3.kernel.region, AccessPointAlias: false }
  },
}
