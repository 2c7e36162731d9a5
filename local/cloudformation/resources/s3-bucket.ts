import type { ResourceType } from '../resource-type.ts'

/** Encryption, access blocks and lifecycle have no effect on a disk of one's own; they are AWS's to apply. */
export const s3Bucket: ResourceType = {
  async put({ kernel, call, generatedName }, properties, previous) {
    const Bucket = properties.BucketName ?? previous?.made.ref ?? generatedName(63).toLowerCase()
    if (previous?.made.ref !== Bucket)
      await call('s3', 'CreateBucket', { Bucket }).catch((error) => {
        if (error.code !== 'BucketAlreadyOwnedByYou') throw error
      })
    const events = properties.NotificationConfiguration?.EventBridgeConfiguration
    const on = events && events.EventBridgeEnabled !== false
    await call('s3', 'PutBucketNotificationConfiguration', {
      Bucket,
      NotificationConfiguration: on ? { EventBridgeConfiguration: {} } : {},
    })
    const attributes = {
      Arn: `arn:aws:s3:::${Bucket}`,
      DomainName: `${Bucket}.s3.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.${kernel.region}.amazonaws.com`,
    }
    return { ref: Bucket, attributes }
  },
  remove: ({ call }, made) => call('s3', 'DeleteBucket', { Bucket: made.ref }),
}

/** Kept with the stack; S3's resource policies are not evaluated here (see local/SUPPORT.md). */
export const s3BucketPolicy: ResourceType = {
  put: async (_, { Bucket }) => ({ ref: Bucket, attributes: {} }),
  remove: async () => {},
}
