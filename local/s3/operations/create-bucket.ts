import { AwsError } from '../../kernel/aws-error.ts'
import { onBucket, type S3Operation } from '../s3.ts'

const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

export const createBucket: S3Operation = {
  permissions: onBucket('CreateBucket'),

  run(s3, input) {
    const { Bucket, CreateBucketConfiguration: configuration } = input
    if (!NAME.test(Bucket))
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: Bucket })
    if (input.ObjectLockEnabledForBucket || configuration?.Location || configuration?.Bucket)
      throw new AwsError(
        'NotImplemented',
        'Object lock and directory buckets are not served by the local runtime.',
        501,
      )
    if (input.ACL && input.ACL !== 'private')
      throw new AwsError(
        'InvalidBucketAclWithObjectOwnership',
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      )
    const region = configuration?.LocationConstraint
    if (region !== s3.kernel.region && (region || s3.kernel.region !== 'us-east-1'))
      throw new AwsError(
        'IllegalLocationConstraintException',
        `The ${region ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      )
    if (s3.index.bucket(Bucket))
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: Bucket },
      )
    const tags = configuration?.Tags ? { Tagging: { TagSet: configuration.Tags } } : {}
    const ownership = input.ObjectOwnership
      ? { OwnershipControls: { Rules: [{ ObjectOwnership: input.ObjectOwnership }] } }
      : {}
    s3.index.putBucket({ name: Bucket, created: s3.kernel.clock.now(), configuration: { ...tags, ...ownership } })
    return { Location: `/${Bucket}`, BucketArn: `arn:aws:s3:::${Bucket}` }
  },
}
