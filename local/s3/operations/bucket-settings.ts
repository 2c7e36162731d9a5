import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { checkPolicy } from '../objects/check-policy.ts'
import { checkTags } from '../objects/check-tags.ts'
import type { BucketRecord } from '../objects/records.ts'
import { onBucket, type S3Operation } from '../s3.ts'

/** A setting of a bucket that is kept and given back. SUPPORT.md says which of them has an effect. */
interface Setting {
  /** The name it is kept under. */
  name: string
  /** The member of the Put operation's input that holds it. */
  member: string
  /** Output of the Get operation, from what is kept. */
  shown: (value: any) => object
  actions: { get: string; put: string; delete?: string }
  missing: { code: string; message: string }
  /** What a bucket has for which nothing was put, or it was taken away again. */
  otherwise?: object
  /** Refuses a value that the model allows and S3 does not. */
  check?: (value: any, bucket: BucketRecord, call: Call) => void
}

const SETTINGS = {
  Policy: {
    name: 'Policy',
    member: 'Policy',
    shown: (Policy) => ({ Policy }),
    actions: { get: 'GetBucketPolicy', put: 'PutBucketPolicy', delete: 'DeleteBucketPolicy' },
    missing: { code: 'NoSuchBucketPolicy', message: 'The bucket policy does not exist' },
    check: checkPolicy,
  },
  Tagging: {
    name: 'Tagging',
    member: 'Tagging',
    shown: ({ TagSet }) => ({ TagSet }),
    actions: { get: 'GetBucketTagging', put: 'PutBucketTagging' },
    missing: { code: 'NoSuchTagSet', message: 'The TagSet does not exist' },
    check: ({ TagSet }) => checkTags(TagSet ?? [], 'bucket'),
  },
  Encryption: {
    name: 'Encryption',
    member: 'ServerSideEncryptionConfiguration',
    shown: (ServerSideEncryptionConfiguration) => ({ ServerSideEncryptionConfiguration }),
    actions: { get: 'GetEncryptionConfiguration', put: 'PutEncryptionConfiguration' },
    missing: {
      code: 'ServerSideEncryptionConfigurationNotFoundError',
      message: 'The server side encryption configuration was not found',
    },
    otherwise: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
    },
    check: checkEncryption,
  },
  PublicAccessBlock: {
    name: 'PublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    shown: (PublicAccessBlockConfiguration) => ({ PublicAccessBlockConfiguration }),
    actions: { get: 'GetBucketPublicAccessBlock', put: 'PutBucketPublicAccessBlock' },
    missing: {
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
    },
  },
  Lifecycle: {
    name: 'Lifecycle',
    member: 'LifecycleConfiguration',
    shown: ({ Rules }) => ({ Rules }),
    actions: { get: 'GetLifecycleConfiguration', put: 'PutLifecycleConfiguration' },
    missing: { code: 'NoSuchLifecycleConfiguration', message: 'The lifecycle configuration does not exist' },
  },
  Cors: {
    name: 'Cors',
    member: 'CORSConfiguration',
    shown: ({ CORSRules }) => ({ CORSRules }),
    actions: { get: 'GetBucketCORS', put: 'PutBucketCORS' },
    missing: { code: 'NoSuchCORSConfiguration', message: 'The CORS configuration does not exist' },
  },
  OwnershipControls: {
    name: 'OwnershipControls',
    member: 'OwnershipControls',
    shown: (OwnershipControls) => ({ OwnershipControls }),
    actions: { get: 'GetBucketOwnershipControls', put: 'PutBucketOwnershipControls' },
    check: ({ Rules }) => {
      if (Rules?.length !== 1) throw malformed()
    },
    missing: { code: 'OwnershipControlsNotFoundError', message: 'The bucket ownership controls were not found' },
  },
} satisfies Record<string, Setting>

export const getBucketPolicy = get(SETTINGS.Policy)
export const putBucketPolicy = put(SETTINGS.Policy)
export const deleteBucketPolicy = remove(SETTINGS.Policy)
export const getBucketTagging = get(SETTINGS.Tagging)
export const putBucketTagging = put(SETTINGS.Tagging)
export const deleteBucketTagging = remove(SETTINGS.Tagging)
export const getBucketEncryption = get(SETTINGS.Encryption)
export const putBucketEncryption = put(SETTINGS.Encryption)
export const deleteBucketEncryption = remove(SETTINGS.Encryption)
export const getPublicAccessBlock = get(SETTINGS.PublicAccessBlock)
export const putPublicAccessBlock = put(SETTINGS.PublicAccessBlock)
export const deletePublicAccessBlock = remove(SETTINGS.PublicAccessBlock)
export const getBucketLifecycleConfiguration = get(SETTINGS.Lifecycle)
export const putBucketLifecycleConfiguration = put(SETTINGS.Lifecycle)
export const deleteBucketLifecycle = remove(SETTINGS.Lifecycle)
export const getBucketCors = get(SETTINGS.Cors)
export const putBucketCors = put(SETTINGS.Cors)
export const deleteBucketCors = remove(SETTINGS.Cors)
export const getBucketOwnershipControls = get(SETTINGS.OwnershipControls)
export const putBucketOwnershipControls = put(SETTINGS.OwnershipControls)
export const deleteBucketOwnershipControls = remove(SETTINGS.OwnershipControls)

function get(setting: Setting): S3Operation {
  return {
    permissions: onBucket(setting.actions.get),
    run(s3, { Bucket }) {
      const value = s3.bucket(Bucket).configuration[setting.name] ?? setting.otherwise
      if (value !== undefined) return setting.shown(value)
      throw new AwsError(setting.missing.code, setting.missing.message, 404, { BucketName: Bucket })
    },
  }
}

function put(setting: Setting): S3Operation {
  return {
    permissions: onBucket(setting.actions.put),
    run(s3, input, call) {
      const bucket = s3.bucket(input.Bucket)
      const value = input[setting.member]
      if (value === undefined) throw new AwsError('MalformedXML', `The request needs a ${setting.member}.`)
      setting.check?.(value, bucket, call)
      if (setting.name === 'Tagging' && !value.TagSet?.length) return remove(setting).run(s3, input, call)
      s3.index.putBucket({ ...bucket, configuration: { ...bucket.configuration, [setting.name]: value } })
      return {}
    },
  }
}

function remove(setting: Setting): S3Operation {
  return {
    permissions: onBucket(setting.actions.delete ?? setting.actions.put),
    run(s3, { Bucket }) {
      const bucket = s3.bucket(Bucket)
      const { [setting.name]: _, ...configuration } = bucket.configuration
      s3.index.putBucket({ ...bucket, configuration })
    },
  }
}

const malformed = () =>
  new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  )

function checkEncryption({ Rules }: { Rules?: any[] }): void {
  if (Rules?.length !== 1) throw malformed()
  const { SSEAlgorithm, KMSMasterKeyID } = Rules[0].ApplyServerSideEncryptionByDefault ?? {}
  if (KMSMasterKeyID && SSEAlgorithm === 'AES256')
    throw new AwsError(
      'InvalidArgument',
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      400,
      { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
    )
}
