import { AwsError } from '../../kernel/aws-error.ts'
import { checkTags } from '../objects/check-tags.ts'
import { foreignLocation } from '../rest-xml/own-words.ts'
import { onBucket, type S3Operation } from '../s3.ts'

const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** As buckets have it since April 2023. */
const NOTHING_PUBLIC = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

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
    checkTags(configuration?.Tags ?? [], 'new bucket')
    const region = configuration?.LocationConstraint
    if (region !== s3.kernel.region && (region || s3.kernel.region !== 'us-east-1')) throw foreignLocation(region)
    if (s3.index.bucket(Bucket))
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: Bucket },
      )
    const tags = configuration?.Tags ? { Tagging: { TagSet: configuration.Tags } } : {}
    const { ObjectOwnership = 'BucketOwnerEnforced' } = input
    s3.index.putBucket({
      name: Bucket,
      created: s3.kernel.clock.now(),
      configuration: {
        ...tags,
        OwnershipControls: { Rules: [{ ObjectOwnership }] },
        PublicAccessBlock: NOTHING_PUBLIC,
      },
    })
    return { Location: `/${Bucket}`, BucketArn: `arn:aws:s3:::${Bucket}` }
  },
}
