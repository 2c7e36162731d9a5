import { randomUUID } from 'node:crypto'
import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { SnsContext } from '../context.ts'
import type { Subscription } from '../topic.ts'

export const subscribe =
  ({ book }: SnsContext) =>
  ({ TopicArn, Protocol, Endpoint = '', Attributes = {} }: any) => {
    book.get(TopicArn)
    if (Protocol !== 'sqs' && Protocol !== 'lambda')
      throw invalid(`the local runtime delivers to sqs and lambda, not to ${Protocol}`)
    if (!Endpoint.startsWith(`arn:aws:${Protocol}:`)) throw invalid(`${Protocol} endpoint ARN`)
    if (Attributes.FilterPolicy) throw invalid('the local runtime does not serve FilterPolicy')
    const known = book.subscriptionsOf(TopicArn).find(({ endpoint }) => endpoint === Endpoint)
    const arn = known?.arn ?? `${TopicArn}:${randomUUID()}`
    if (!known)
      book.subscribe({ arn, topicArn: TopicArn, protocol: Protocol, endpoint: Endpoint, attributes: Attributes })
    return { SubscriptionArn: arn }
  }

export const unsubscribe =
  ({ book }: SnsContext) =>
  ({ SubscriptionArn }: any) =>
    book.unsubscribe(SubscriptionArn)

export const listSubscriptions =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { items, NextToken } = page(book.subscriptions(), input.NextToken, 100)
    return { Subscriptions: items.map((subscription) => described(subscription, kernel.account)), NextToken }
  }

export const listSubscriptionsByTopic =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { items, NextToken } = page(book.subscriptionsOf(book.get(input.TopicArn).arn), input.NextToken, 100)
    return { Subscriptions: items.map((subscription) => described(subscription, kernel.account)), NextToken }
  }

export const getSubscriptionAttributes =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { arn, topicArn, protocol, endpoint, attributes } = book.subscription(input.SubscriptionArn)
    const own = { SubscriptionArn: arn, TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint }
    return { Attributes: { RawMessageDelivery: 'false', ...attributes, ...own, Owner: kernel.account } }
  }

export const setSubscriptionAttributes =
  ({ book }: SnsContext) =>
  ({ SubscriptionArn, AttributeName, AttributeValue = '' }: any) => {
    if (AttributeName !== 'RawMessageDelivery' && AttributeName !== 'RedrivePolicy')
      throw invalid(`the local runtime does not serve the attribute ${AttributeName}`)
    const subscription = book.subscription(SubscriptionArn)
    book.subscribe({ ...subscription, attributes: { ...subscription.attributes, [AttributeName]: AttributeValue } })
  }

const described = ({ arn, topicArn, protocol, endpoint }: Subscription, owner: string) => ({
  SubscriptionArn: arn,
  TopicArn: topicArn,
  Protocol: protocol,
  Endpoint: endpoint,
  Owner: owner,
})

const invalid = (reason: string) => new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`)
