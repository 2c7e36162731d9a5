import { AwsError } from '../../kernel/aws-error.ts'
import { onBucket, type S3Operation } from '../s3.ts'

export const getBucketNotificationConfiguration: S3Operation = {
  permissions: onBucket('GetBucketNotification'),
  run: (s3, { Bucket }) => s3.bucket(Bucket).configuration.Notification ?? {},
}

export const putBucketNotificationConfiguration: S3Operation = {
  permissions: onBucket('PutBucketNotification'),

  run(s3, { Bucket, NotificationConfiguration: wanted }) {
    const bucket = s3.bucket(Bucket)
    const direct = ['TopicConfigurations', 'QueueConfigurations', 'LambdaFunctionConfigurations'].find(
      (name) => wanted?.[name]?.length > 0,
    )
    if (direct)
      throw new AwsError('NotImplemented', `${direct}: the local runtime notifies through EventBridge only.`, 501)
    const Notification = wanted?.EventBridgeConfiguration ? { EventBridgeConfiguration: {} } : {}
    s3.index.putBucket({ ...bucket, configuration: { ...bucket.configuration, Notification } })
  },
}
