import type { Delivery } from '../delivery/outbox.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Subscription } from './topic.ts'

export interface PublishedMessage {
  id: string
  topicArn: string
  subject?: string
  message: string
  /** Epoch ms. */
  at: number
  /** What a standard queue shares out fairly by. */
  groupId?: string
  attributes: Record<string, { DataType: string; StringValue?: string; binary?: string }>
}

/** One message on its way to one subscription. */
export interface Notification extends Delivery {
  published: PublishedMessage
  subscription: Subscription
}

/** What a queue gets without raw delivery: the notification as JSON. */
export function envelopeOf(kernel: Kernel, { published, subscription }: Notification) {
  const attributes = attributesOf(published)
  return {
    Type: 'Notification',
    MessageId: published.id,
    TopicArn: published.topicArn,
    Subject: published.subject,
    Message: published.message,
    Timestamp: new Date(published.at).toISOString(),
    UnsubscribeURL: `${kernel.endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    MessageAttributes: Object.keys(attributes).length > 0 ? attributes : undefined,
  }
}

/** What a function is invoked with. */
export function lambdaEventOf(kernel: Kernel, notification: Notification) {
  const { UnsubscribeURL, ...envelope } = envelopeOf(kernel, notification)
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: notification.subscription.arn,
        Sns: {
          ...envelope,
          Subject: envelope.Subject ?? null,
          UnsubscribeUrl: UnsubscribeURL,
          MessageAttributes: attributesOf(notification.published),
        },
      },
    ],
  }
}

const attributesOf = ({ attributes }: PublishedMessage) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, binary }]) => [
      name,
      { Type: DataType, Value: StringValue ?? binary },
    ]),
  )
