import { callTarget } from '../delivery/call-target.ts'
import { deadLetter, queueUrlOf } from '../delivery/dead-letter.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { notifyEndpoint } from './http-endpoint.ts'
import { envelopeOf, lambdaEventOf, type Notification } from './notification.ts'

export function createDeliver(kernel: Kernel) {
  return async (notification: Notification): Promise<void> => {
    const { subscription, published, id } = notification
    const principal = snsPrincipal(published.topicArn)
    const { protocol, endpoint } = subscription
    if (protocol === 'http' || protocol === 'https') await notifyEndpoint(kernel, notification)
    else if (protocol === 'sqs' && isRaw(notification)) await sendRaw(kernel, endpoint, notification, principal)
    else {
      const told = protocol === 'sqs' ? envelopeOf(kernel, notification) : lambdaEventOf(kernel, notification)
      const messageGroupId = protocol === 'sqs' ? published.groupId : undefined
      await callTarget(kernel, {
        arn: endpoint,
        payload: JSON.stringify(told),
        principal,
        executionName: id,
        messageGroupId,
      })
    }
    tell(kernel, notification, 'NumberOfNotificationsDelivered')
  }
}

export function createGiveUp(kernel: Kernel) {
  return async (notification: Notification): Promise<void> => {
    tell(kernel, notification, 'NumberOfNotificationsFailed')
    const { RedrivePolicy } = notification.subscription.attributes
    if (!RedrivePolicy) return
    const queue = JSON.parse(RedrivePolicy).deadLetterTargetArn
    const principal = snsPrincipal(notification.published.topicArn)
    try {
      if (isRaw(notification)) await sendRaw(kernel, queue, notification, principal)
      else await deadLetter(kernel, queue, JSON.stringify(envelopeOf(kernel, notification)), {}, principal)
      tell(kernel, notification, 'NumberOfNotificationsRedrivenToDlq')
    } catch (error) {
      tell(kernel, notification, 'NumberOfNotificationsFailedToRedriveToDlq')
      throw error
    }
  }
}

const isRaw = ({ subscription }: Notification) =>
  subscription.attributes['RawMessageDelivery']?.toLowerCase() === 'true'

async function sendRaw(kernel: Kernel, queueArn: string, { published }: Notification, principal: Principal) {
  const MessageAttributes = Object.fromEntries(
    Object.entries(published.attributes).map(([name, { DataType, StringValue, binary }]) => [
      name,
      { DataType, StringValue, BinaryValue: binary === undefined ? undefined : Buffer.from(binary, 'base64') },
    ]),
  )
  const QueueUrl = queueUrlOf(kernel, queueArn)
  const { message: MessageBody, groupId: MessageGroupId } = published
  await kernel.call('sqs', 'SendMessage', { QueueUrl, MessageBody, MessageAttributes, MessageGroupId }, principal)
}

function tell(kernel: Kernel, { published }: Notification, name: string): void {
  const dimensions = { TopicName: published.topicArn.split(':').at(-1)! }
  kernel.metric({ namespace: 'AWS/SNS', name, dimensions, value: 1, unit: 'Count' })
}

const snsPrincipal = (sourceArn: string): Principal => ({
  kind: 'service',
  arn: 'sns.amazonaws.com',
  service: 'sns.amazonaws.com',
  sourceArn,
})
