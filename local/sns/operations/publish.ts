import { checkMessageAttribute } from '../check-message-attribute.ts'
import type { SnsContext } from '../context.ts'
import { passesFilter } from '../filter-policy.ts'
import type { PublishedMessage } from '../notification.ts'
import { retryOf } from '../retry-of.ts'
import { checkArn, invalid } from '../sns-error.ts'
import type { Topic } from '../topic.ts'

const LARGEST = 262_144
/** ASCII without control characters, beginning with a letter, a figure or a mark. */
const SUBJECT = /^[!-~][ -~]{0,99}$/

export const publish = (context: SnsContext) => (input: any) => {
  if (input.PhoneNumber) throw invalid('the local runtime sends no text messages')
  const arn = input.TopicArn ?? input.TargetArn ?? ''
  if (/^arn:[^:]+:sns:[^:]*:[^:]*:endpoint\//.test(arn))
    throw invalid('TargetArn Reason: No endpoint found for the target arn specified')
  return { MessageId: publishOne(context, topicOf(context, arn), input) }
}

export function topicOf({ kernel, book }: SnsContext, arn: string): Topic {
  checkArn('TopicArn', arn)
  // A region knows only its own topics.
  if (arn.split(':')[3] !== kernel.region) throw invalid('TopicArn')
  return book.get(arn)
}

/** Publishes one message; returns its id. */
export function publishOne(context: SnsContext, topic: Topic, input: any): string {
  const { kernel, book, outbox } = context
  checkMessage(input)
  const structured = input.MessageStructure === 'json' ? parseStructured(input.Message) : undefined
  const id = kernel.requestId()
  const now = kernel.clock.now()
  const tell = (name: string, value = 1, unit = 'Count') =>
    kernel.metric({ namespace: 'AWS/SNS', name, dimensions: { TopicName: topic.name }, value, unit })
  tell('NumberOfMessagesPublished')
  tell('PublishSize', sizeOf(input), 'Bytes')
  for (const subscription of book.subscriptionsOf(topic.arn)) {
    if (subscription.token) continue
    const published: PublishedMessage = {
      id,
      topicArn: topic.arn,
      subject: input.Subject,
      message: structured ? (structured[subscription.protocol] ?? structured['default']!) : input.Message,
      at: now,
      attributes: kept(input.MessageAttributes),
      groupId: input.MessageGroupId,
    }
    if (!passesFilter(subscription, published)) {
      tell('NumberOfNotificationsFilteredOut')
      continue
    }
    const retry = retryOf(subscription.protocol)
    outbox.add({ id: kernel.requestId(), createdAt: now, attempts: 0, dueAt: now, retry, published, subscription })
  }
  return id
}

/** UTF-8 bytes of the text and of names, types and values of the attributes. */
export function sizeOf({ Message, MessageAttributes = {} }: any): number {
  return Object.entries<any>(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(Message),
  )
}

function checkMessage(input: any): void {
  if (input.Message === '') throw invalid('Empty message')
  if (sizeOf(input) > LARGEST) throw invalid('Message too long')
  if (input.Subject !== undefined && !SUBJECT.test(input.Subject)) throw invalid('Subject')
  if (input.MessageDeduplicationId !== undefined)
    throw invalid(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    )
  checkAttributes(input)
}

/** In a batch the attributes of one entry that are refused are the refusal of all. */
export function checkAttributes({ MessageAttributes = {} }: any): void {
  for (const [name, attribute] of Object.entries<any>(MessageAttributes)) checkMessageAttribute(name, attribute)
}

/** The messages by protocol; what is no text does not count. */
function parseStructured(text: string): Record<string, string> {
  let structured: any
  try {
    structured = JSON.parse(text)
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse')
  }
  if (typeof structured?.default !== 'string')
    throw invalid('Message Structure - No default entry in JSON message body')
  return Object.fromEntries(Object.entries<any>(structured).filter(([, message]) => typeof message === 'string'))
}

const kept = (attributes: Record<string, any> = {}): PublishedMessage['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, StringValue, binary: BinaryValue?.toString('base64') },
    ]),
  )
