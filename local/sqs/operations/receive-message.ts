import type { SqsContext } from '../context.ts'
import { attributesDigest, md5 } from '../message-digest.ts'
import type { Message, MessageAttribute } from '../queue.ts'
import { invalidParameter } from '../sqs-error.ts'

export const receiveMessage =
  ({ kernel, store }: SqsContext) =>
  async (input: any) => {
    const queue = store.get(input.QueueUrl)
    const max = input.MaxNumberOfMessages ?? 1
    if (max < 1 || max > 10)
      throw invalidParameter(
        `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
      )
    const timeout = inRange(
      'VisibilityTimeout',
      input.VisibilityTimeout ?? Number(queue.attributes.VisibilityTimeout),
      0,
      43_200,
    )
    const wait = inRange(
      'WaitTimeSeconds',
      input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds),
      0,
      20,
    )
    const until = kernel.clock.now() + wait * 1000
    let received = store.receive(queue, max, timeout)
    while (received.length === 0 && kernel.clock.now() < until) {
      await store.wait(queue, until - kernel.clock.now())
      received = store.receive(store.get(input.QueueUrl), max, timeout)
    }
    return { Messages: received.length > 0 ? received.map((message) => told(message, input)) : undefined }
  }

function told(message: Message, input: any) {
  const attributes = chosen(message.attributes, input.MessageAttributeNames ?? [])
  const system = systemAttributes(message)
  const asked: string[] = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])]
  const names = asked.includes('All') ? Object.keys(system) : asked.filter((name) => system[name] !== undefined)
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: names.length > 0 ? Object.fromEntries(names.map((name) => [name, system[name]])) : undefined,
    MD5OfMessageAttributes: attributesDigest(attributes),
    MessageAttributes: Object.keys(attributes).length > 0 ? sent(attributes) : undefined,
  }
}

function systemAttributes(message: Message): Record<string, string> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
    ...(message.deduplicationId !== undefined && { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sequence !== undefined && { SequenceNumber: message.sequence }),
    ...(message.deadLetterSource && { DeadLetterQueueSourceArn: message.deadLetterSource }),
    ...(message.systemAttributes['AWSTraceHeader']?.StringValue && {
      AWSTraceHeader: message.systemAttributes['AWSTraceHeader'].StringValue,
    }),
  }
}

/** `All`, `*` and `.*` ask for every attribute, `name.*` for those that begin so. */
function chosen(attributes: Record<string, MessageAttribute>, asked: string[]): Record<string, MessageAttribute> {
  const wanted = (name: string) =>
    asked.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === '*' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    )
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)))
}

const sent = (attributes: Record<string, MessageAttribute>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, binary }]) => [
      name,
      binary === undefined ? { DataType, StringValue } : { DataType, BinaryValue: Buffer.from(binary, 'base64') },
    ]),
  )

function inRange(name: string, value: number, least: number, most: number): number {
  if (value < least || value > most)
    throw invalidParameter(
      `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`,
    )
  return value
}
