import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import type { SnsContext } from '../context.ts'

export const createTopic =
  ({ kernel, book }: SnsContext) =>
  ({ Name, Attributes = {} }: any) => {
    if (Name.endsWith('.fifo') || Attributes.FifoTopic === 'true')
      throw new AwsError(
        'InvalidParameterException',
        `The local runtime serves standard topics only, not FIFO (${Name}).`,
      )
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name))
      throw new AwsError('InvalidParameterException', 'Invalid parameter: Topic Name')
    const arn = kernel.arn('sns', Name)
    if (!book.find(arn)) book.put({ arn, name: Name, attributes: Attributes })
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

export const getTopicAttributes =
  ({ kernel, book }: SnsContext) =>
  (input: any) => {
    const { arn, attributes } = book.get(input.TopicArn)
    return {
      Attributes: {
        ...attributes,
        TopicArn: arn,
        Owner: kernel.account,
        SubscriptionsConfirmed: String(book.subscriptionsOf(arn).length),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
      },
    }
  }

export const setTopicAttributes =
  ({ book }: SnsContext) =>
  ({ TopicArn, AttributeName, AttributeValue = '' }: any) => {
    const topic = book.get(TopicArn)
    book.put({ ...topic, attributes: { ...topic.attributes, [AttributeName]: AttributeValue } })
  }
