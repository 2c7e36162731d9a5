import type { ResourceContext, ResourceType } from '../resource-type.ts'

export const s3Bucket: ResourceType = {
  withoutEffect: ['LifecycleConfiguration', 'Tags'],
  async put({ kernel, call, generatedName }, properties, previous) {
    const Bucket = properties.BucketName ?? previous?.made.ref ?? generatedName(63).toLowerCase()
    if (previous?.made.ref !== Bucket)
      await call('s3', 'CreateBucket', {
        Bucket,
        ...(kernel.region !== 'us-east-1' && {
          CreateBucketConfiguration: { LocationConstraint: kernel.region },
        }),
      }).catch((error) => {
        if (error.code !== 'BucketAlreadyOwnedByYou') throw error
      })
    await configure(call, Bucket, properties)
    const attributes = {
      Arn: `arn:aws:s3:::${Bucket}`,
      DomainName: `${Bucket}.s3.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.${kernel.region}.amazonaws.com`,
    }
    return { ref: Bucket, attributes }
  },
  remove: ({ call }, made) => call('s3', 'DeleteBucket', { Bucket: made.ref }),
}

async function configure(call: ResourceContext['call'], Bucket: string, properties: any): Promise<void> {
  const events = properties.NotificationConfiguration?.EventBridgeConfiguration
  const NotificationConfiguration =
    events && events.EventBridgeEnabled !== false ? { EventBridgeConfiguration: {} } : {}
  await call('s3', 'PutBucketNotificationConfiguration', { Bucket, NotificationConfiguration })
  const { VersioningConfiguration, PublicAccessBlockConfiguration, OwnershipControls, BucketEncryption } = properties
  if (VersioningConfiguration) await call('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration })
  if (PublicAccessBlockConfiguration)
    await call('s3', 'PutPublicAccessBlock', { Bucket, PublicAccessBlockConfiguration })
  if (OwnershipControls) await call('s3', 'PutBucketOwnershipControls', { Bucket, OwnershipControls })
  if (BucketEncryption) {
    const Rules = BucketEncryption.ServerSideEncryptionConfiguration.map(
      ({ ServerSideEncryptionByDefault, ...rule }: any) => ({
        ...rule,
        ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
      }),
    )
    await call('s3', 'PutBucketEncryption', { Bucket, ServerSideEncryptionConfiguration: { Rules } })
  }
}

export const s3BucketPolicy: ResourceType = {
  async put({ call }, { Bucket, PolicyDocument }) {
    await call('s3', 'PutBucketPolicy', { Bucket, Policy: JSON.stringify(PolicyDocument) })
    return { ref: Bucket, attributes: {} }
  },
  remove: ({ call }, _, { Bucket }) => call('s3', 'DeleteBucketPolicy', { Bucket }).catch(() => {}),
}
