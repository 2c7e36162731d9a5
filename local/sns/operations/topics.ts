import { page } from '../../paging/page.ts'
import type { SnsContext } from '../context.ts'
import { invalid } from '../sns-error.ts'
import { topicPolicyText } from '../topic-policy.ts'
import { topicOf } from './publish.ts'

const KNOWN = new Set([
  'Policy',
  'DisplayName',
  'DeliveryPolicy',
  'KmsMasterKeyId',
  'SignatureVersion',
  'TracingConfig',
  'ArchivePolicy',
  'DataProtectionPolicy',
])

export const createTopic =
  ({ kernel, book }: SnsContext) =>
  ({ Name, Attributes = {}, Tags }: any) => {
    if (Name.endsWith('.fifo') || Attributes.FifoTopic === 'true')
      throw invalid(`The local runtime serves standard topics only, not FIFO (${Name}).`)
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name)) throw invalid('Topic Name')
    const { FifoTopic: _, ...attributes } = Attributes
    for (const [name, value] of Object.entries<string>(attributes)) check(name, value)
    const arn = kernel.arn('sns', Name)
    const known = book.find(arn)
    if (!known) book.put({ arn, name: Name, attributes, tags: Tags })
    else if (
      (Tags ?? []).some((tag: Tag) => !known.tags?.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value))
    )
      throw invalid('Tags Reason: Topic already exists with different tags')
    else if (Object.entries(attributes).some(([name, value]) => known.attributes[name] !== value))
      throw invalid('Attributes Reason: Topic already exists with different attributes')
    return { TopicArn: arn }
  }

export const deleteTopic =
  ({ book }: SnsContext) =>
  ({ TopicArn }: any) =>
    book.deleteTopic(TopicArn)

export const listTopics =
  ({ book }: SnsContext) =>
  (input: any) => {
    const { items, NextToken } = page(book.topics(), input.NextToken, 100)
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken }
  }

export const getTopicAttributes = (context: SnsContext) => (input: any) => {
  const { kernel, book } = context
  const topic = topicOf(context, input.TopicArn)
  const subscriptions = book.subscriptionsOf(topic.arn)
  const pending = subscriptions.filter(({ token }) => token).length
  return {
    Attributes: {
      DisplayName: '',
      ...topic.attributes,
      EffectiveDeliveryPolicy: topic.attributes['DeliveryPolicy'] ?? JSON.stringify(DELIVERY_POLICY),
      Policy: topicPolicyText(kernel, topic),
      TopicArn: topic.arn,
      Owner: kernel.account,
      SubscriptionsConfirmed: String(subscriptions.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: '0',
    },
  }
}

export const setTopicAttributes =
  (context: SnsContext) =>
  ({ TopicArn, AttributeName, AttributeValue = '' }: any) => {
    const topic = topicOf(context, TopicArn)
    check(AttributeName, AttributeValue)
    context.book.put({ ...topic, attributes: { ...topic.attributes, [AttributeName]: AttributeValue } })
  }

function check(name: string, value: string): void {
  if (!KNOWN.has(name) && !/^(Application|Firehose|HTTP|Lambda|SQS)(Success|Failure)Feedback/.test(name))
    throw invalid('AttributeName')
  if (name !== 'Policy' || value === '') return
  try {
    if (JSON.parse(value).Statement) return
  } catch {}
  throw invalid('Policy Error: null')
}

/** How AWS delivers to HTTP endpoints where a topic says nothing. */
const DELIVERY_POLICY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
}

type Tag = { Key: string; Value: string }
