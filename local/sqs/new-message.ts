import { randomUUID } from 'node:crypto'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { isFifo, type Marks, marksOf } from './fifo.ts'
import { attributesDigest, md5 } from './message-digest.ts'
import type { Message, MessageAttribute, Queue } from './queue.ts'
import { invalidParameter } from './sqs-error.ts'

/** What SendMessage and an entry of SendMessageBatch have in common. */
export interface Outgoing extends Marks {
  MessageBody: string
  DelaySeconds?: number
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: Buffer }>
  MessageSystemAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: Buffer }>
}

const LONGEST_DELAY = 900
const MOST_ATTRIBUTES = 10
const LONGEST_TYPE = 256
const TYPE = /^(String|Number|Binary)(\..+)?$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: SQS refuses what XML 1.0 cannot say, and that is most of them.
const FORBIDDEN = /[^\u0009\u000A\u000D\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u

export function newMessage(kernel: Kernel, queue: Queue, outgoing: Outgoing, sender: Principal): Message {
  const { MessageBody: body } = outgoing
  const queueDelay = Number(queue.attributes.DelaySeconds)
  const DelaySeconds = isFifo(queue) ? queueDelay : (outgoing.DelaySeconds ?? queueDelay)
  const attributes = kept(outgoing.MessageAttributes)
  const now = kernel.clock.now()
  if (body === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.')
  if (FORBIDDEN.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid characters were found in the message body.')
  if (DelaySeconds < 0 || DelaySeconds > LONGEST_DELAY)
    throw invalidParameter(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= ${LONGEST_DELAY}.`,
    )
  const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = marksOf(queue, outgoing)
  const limit = Number(queue.attributes.MaximumMessageSize)
  if (sizeOf(outgoing) > limit)
    throw invalidParameter(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`)
  return {
    id: randomUUID(),
    queue: queue.name,
    body,
    attributes,
    systemAttributes: kept(outgoing.MessageSystemAttributes),
    senderId: senderIdOf(sender),
    sentAt: now,
    visibleAt: now + DelaySeconds * 1000,
    receiveCount: 0,
    groupId,
    deduplicationId,
  }
}

export function receiptOf({ id, body, attributes, systemAttributes }: Message) {
  return {
    MessageId: id,
    MD5OfMessageBody: md5(body),
    MD5OfMessageAttributes: attributesDigest(attributes),
    MD5OfMessageSystemAttributes: attributesDigest(systemAttributes),
  }
}

/** UTF-8 bytes of the body and of names, types and values of the attributes. */
export function sizeOf({ MessageBody, MessageAttributes = {} }: Outgoing): number {
  return Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.length ?? 0),
    Buffer.byteLength(MessageBody),
  )
}

/** The same of a message that is kept. */
export function sizeOfMessage({ body, attributes }: Message): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', binary }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (binary ? Buffer.from(binary, 'base64').length : 0),
    Buffer.byteLength(body),
  )
}

function kept(attributes: Outgoing['MessageAttributes'] = {}): Record<string, MessageAttribute> {
  const entries = Object.entries(attributes)
  if (entries.length > MOST_ATTRIBUTES)
    throw invalidParameter(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${MOST_ATTRIBUTES}].`,
    )
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue, BinaryValue }]) => {
      checkName(name)
      if (!TYPE.test(DataType) || DataType.length > LONGEST_TYPE)
        throw invalidParameter(
          `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
        )
      const isBinary = DataType.startsWith('Binary')
      if (isBinary ? !BinaryValue?.length : !StringValue)
        throw invalidParameter(
          `Message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`,
        )
      if (StringValue !== undefined && FORBIDDEN.test(StringValue))
        throw invalidParameter(`Invalid characters were found in the message attribute '${name}'.`)
      if (DataType.startsWith('Number') && Number.isNaN(Number(StringValue)))
        throw invalidParameter(`Could not cast message attribute '${name}' value to number.`)
      return [name, isBinary ? { DataType, binary: BinaryValue!.toString('base64') } : { DataType, StringValue }]
    }),
  )
}

function checkName(name: string): void {
  if (name.length > 256)
    throw invalidParameter('Message (user) attribute name is invalid: it can be 256 characters long.')
  if (/^(aws\.|amazon\.|\.)|\.\.|\.$/i.test(name) || !/^[\w.\-\u00c0-\u017f]+$/.test(name))
    throw invalidParameter(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
    )
}

const senderIdOf = (sender: Principal) =>
  sender.kind === 'role' ? `AROA${sender.roleArn.split('/').at(-1)}:${sender.sessionName}` : sender.arn
