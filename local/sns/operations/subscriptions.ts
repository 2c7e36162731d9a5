import type { Kernel } from '../../kernel/kernel.ts'
import { page } from '../../paging/page.ts'
import type { SnsContext } from '../context.ts'
import { checkArn, invalid } from '../sns-error.ts'
import { isSubscriptionAttribute, problemWith } from '../subscription-attributes.ts'
import type { Subscription } from '../topic.ts'

export const unsubscribe =
  ({ book }: SnsContext) =>
  ({ SubscriptionArn }: any) => {
    if (SubscriptionArn === '') throw invalid('SubscriptionArn Reason: no value for required parameter')
    checkArn('SubscriptionArn', SubscriptionArn)
    if (!/:[0-9a-f-]{36}$/.test(SubscriptionArn)) throw invalid('SubscriptionId')
    book.unsubscribe(SubscriptionArn)
  }

export const listSubscriptions =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { items, NextToken } = page(book.subscriptions(), input.NextToken, 100)
    return { Subscriptions: items.map((subscription) => described(kernel, subscription)), NextToken }
  }

export const listSubscriptionsByTopic =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { items, NextToken } = page(book.subscriptionsOf(book.get(input.TopicArn).arn), input.NextToken, 100)
    return { Subscriptions: items.map((subscription) => described(kernel, subscription)), NextToken }
  }

export const getSubscriptionAttributes =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { arn, topicArn, protocol, endpoint, attributes, token } = book.subscription(input.SubscriptionArn)
    // The scope is told with its policy alone.
    const { FilterPolicyScope, ...told } = attributes
    return {
      Attributes: {
        RawMessageDelivery: 'false',
        ...told,
        ...(attributes['FilterPolicy'] && { FilterPolicyScope: FilterPolicyScope ?? 'MessageAttributes' }),
        SubscriptionArn: arn,
        TopicArn: topicArn,
        Protocol: protocol,
        Endpoint: endpoint,
        Owner: kernel.account,
        PendingConfirmation: String(token !== undefined),
        ConfirmationWasAuthenticated: String(token === undefined),
        SubscriptionPrincipal: kernel.root.arn,
      },
    }
  }

export const setSubscriptionAttributes =
  ({ book }: SnsContext) =>
  ({ SubscriptionArn, AttributeName, AttributeValue = '' }: any) => {
    const subscription = book.subscription(SubscriptionArn)
    if (!isSubscriptionAttribute(AttributeName)) throw invalid('AttributeName')
    const attributes: Record<string, string> = { ...subscription.attributes, [AttributeName]: AttributeValue }
    const problem = problemWith(AttributeName, AttributeValue, attributes)
    if (problem) throw invalid(problem)
    if (AttributeValue === '') delete attributes[AttributeName]
    else if (AttributeName === 'RawMessageDelivery') attributes[AttributeName] = AttributeValue.toLowerCase()
    book.subscribe({ ...subscription, attributes })
  }

const described = (kernel: Kernel, { arn, topicArn, protocol, endpoint, token }: Subscription) => ({
  SubscriptionArn: token ? 'PendingConfirmation' : arn,
  TopicArn: topicArn,
  Protocol: protocol,
  Endpoint: endpoint,
  Owner: kernel.account,
})
