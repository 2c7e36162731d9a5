import { DEFAULT_RETRY } from '../../delivery/outbox.ts'
import { AwsError } from '../../kernel/aws-error.ts'
import type { SnsContext } from '../context.ts'
import type { PublishedMessage } from '../notification.ts'

const LARGEST = 262_144

export const publish =
  ({ kernel, book, outbox }: SnsContext) =>
  (input: any) => {
    if (input.PhoneNumber) throw invalid('the local runtime sends no text messages')
    const topic = book.get(input.TopicArn ?? input.TargetArn ?? '')
    if (input.Message === '') throw invalid('Empty message')
    if (Buffer.byteLength(input.Message) > LARGEST) throw invalid('Message too long')
    const structured = input.MessageStructure === 'json' ? parseStructured(input.Message) : undefined
    const id = kernel.requestId()
    const now = kernel.clock.now()
    for (const subscription of book.subscriptionsOf(topic.arn)) {
      const published: PublishedMessage = {
        id,
        topicArn: topic.arn,
        subject: input.Subject,
        message: structured ? (structured[subscription.protocol] ?? structured['default']!) : input.Message,
        at: now,
        attributes: kept(input.MessageAttributes),
      }
      const delivery = { id: kernel.requestId(), createdAt: now, attempts: 0, dueAt: now, retry: DEFAULT_RETRY }
      outbox.add({ ...delivery, published, subscription })
    }
    return { MessageId: id }
  }

function parseStructured(text: string): Record<string, string> {
  try {
    const structured = JSON.parse(text)
    if (typeof structured.default === 'string') return structured
  } catch {}
  throw invalid('Message Structure - JSON message body failed to parse, or has no default entry')
}

const kept = (attributes: Record<string, any> = {}): PublishedMessage['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, StringValue, binary: BinaryValue?.toString('base64') },
    ]),
  )

const invalid = (reason: string) => new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`)
