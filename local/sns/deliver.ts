import { callTarget } from '../delivery/call-target.ts'
import { deadLetter, queueUrlOf } from '../delivery/dead-letter.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { envelopeOf, lambdaEventOf, type Notification } from './notification.ts'

export function createDeliver(kernel: Kernel) {
  return async (notification: Notification): Promise<void> => {
    const { subscription, published, id } = notification
    const principal = snsPrincipal(published.topicArn)
    if (subscription.protocol === 'sqs' && subscription.attributes['RawMessageDelivery'] === 'true') {
      const MessageAttributes = Object.fromEntries(
        Object.entries(published.attributes).map(([name, { DataType, StringValue, binary }]) => [
          name,
          { DataType, StringValue, BinaryValue: binary === undefined ? undefined : Buffer.from(binary, 'base64') },
        ]),
      )
      const QueueUrl = queueUrlOf(kernel, subscription.endpoint)
      await kernel.call(
        'sqs',
        'SendMessage',
        { QueueUrl, MessageBody: published.message, MessageAttributes },
        principal,
      )
      return
    }
    const told =
      subscription.protocol === 'sqs' ? envelopeOf(kernel, notification) : lambdaEventOf(kernel, notification)
    await callTarget(kernel, {
      arn: subscription.endpoint,
      payload: JSON.stringify(told),
      principal,
      executionName: id,
    })
  }
}

export function createGiveUp(kernel: Kernel) {
  return async (notification: Notification): Promise<void> => {
    const { RedrivePolicy } = notification.subscription.attributes
    if (!RedrivePolicy) return
    const body = JSON.stringify(envelopeOf(kernel, notification))
    const { topicArn } = notification.published
    await deadLetter(kernel, JSON.parse(RedrivePolicy).deadLetterTargetArn, body, {}, snsPrincipal(topicArn))
  }
}

const snsPrincipal = (sourceArn: string): Principal => ({
  kind: 'service',
  arn: 'sns.amazonaws.com',
  service: 'sns.amazonaws.com',
  sourceArn,
})
