import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { SnsContext } from './context.ts'
import { envelopeOf, type Notification } from './notification.ts'
import type { Subscription } from './topic.ts'

const PATIENCE = 15_000

/** Asks an endpoint to confirm: it answers with ConfirmSubscription and the token that it is told here. */
export function sendConfirmation({ kernel }: SnsContext, { topicArn, endpoint, token }: Subscription): void {
  const id = kernel.requestId()
  const body = {
    Type: 'SubscriptionConfirmation',
    MessageId: id,
    Token: token,
    TopicArn: topicArn,
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `${kernel.endpoint}/?Action=ConfirmSubscription&TopicArn=${topicArn}&Token=${token}`,
    Timestamp: kernel.clock.date().toISOString(),
  }
  const headers = headersOf('SubscriptionConfirmation', id, topicArn)
  // Nobody hears of an endpoint that is not there: it just stays unconfirmed.
  void kernel.clock.during(() => post(endpoint, JSON.stringify(body), headers).catch(() => {}))
}

/** Tells an endpoint. Refusals of its own making (4xx) are not tried again. */
export async function notifyEndpoint(kernel: Kernel, notification: Notification): Promise<void> {
  const { subscription, published } = notification
  const raw = subscription.attributes['RawMessageDelivery'] === 'true'
  const headers = {
    ...headersOf('Notification', published.id, published.topicArn),
    'x-amz-sns-subscription-arn': subscription.arn,
    ...(raw && { 'x-amz-sns-rawdelivery': 'true' }),
  }
  const body = raw ? published.message : JSON.stringify(envelopeOf(kernel, notification))
  await post(subscription.endpoint, body, headers)
}

const headersOf = (type: string, id: string, topicArn: string): Record<string, string> => ({
  'content-type': 'text/plain; charset=UTF-8',
  'user-agent': 'Amazon Simple Notification Service Agent',
  'x-amz-sns-message-type': type,
  'x-amz-sns-message-id': id,
  'x-amz-sns-topic-arn': topicArn,
})

async function post(endpoint: string, body: string, headers: Record<string, string>): Promise<void> {
  let status = 0
  try {
    const signal = AbortSignal.timeout(PATIENCE)
    const response = await fetch(endpoint, { method: 'POST', body, headers, signal, redirect: 'error' })
    status = response.status
    await response.body?.cancel()
  } catch (error) {
    throw new AwsError('EndpointUnreachable', `${endpoint}: ${(error as Error).message}`, 503)
  }
  if (status >= 200 && status < 300) return
  const again = status >= 500 || status === 429
  throw new AwsError('EndpointRefused', `${endpoint} answered ${status}.`, again ? 503 : 400)
}
