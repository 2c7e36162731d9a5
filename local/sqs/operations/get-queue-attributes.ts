import { AwsError } from '../../kernel/aws-error.ts'
import type { SqsContext } from '../context.ts'
import type { Queue } from '../queue.ts'

const COMPUTED = new Set([
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
])

export const getQueueAttributes = (context: SqsContext) => (input: any) => {
  const queue = context.store.get(input.QueueUrl)
  const asked: string[] = input.AttributeNames ?? []
  const all = allAttributes(context, queue)
  if (asked.includes('All')) return { Attributes: all }
  const Attributes: Record<string, string> = {}
  for (const name of asked) {
    if (all[name] !== undefined) Attributes[name] = all[name]
    else if (!COMPUTED.has(name) && !KNOWN.has(name))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
  }
  return { Attributes: Object.keys(Attributes).length > 0 ? Attributes : undefined }
}

const KNOWN = new Set(
  `Policy RedrivePolicy RedriveAllowPolicy KmsMasterKeyId KmsDataKeyReusePeriodSeconds FifoQueue
   ContentBasedDeduplication DeduplicationScope FifoThroughputLimit`.split(/\s+/),
)

function allAttributes({ kernel, store }: SqsContext, queue: Queue): Record<string, string> {
  const now = kernel.clock.now()
  const { KmsDataKeyReusePeriodSeconds, ...stored } = queue.attributes as unknown as Record<string, string>
  const counts = { visible: 0, hidden: 0, delayed: 0 }
  for (const { visibleAt, receiveCount } of store.messages(queue))
    counts[visibleAt <= now ? 'visible' : receiveCount > 0 ? 'hidden' : 'delayed']++
  return {
    ...stored,
    ...(queue.attributes.KmsMasterKeyId && KmsDataKeyReusePeriodSeconds && { KmsDataKeyReusePeriodSeconds }),
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.hidden),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    QueueArn: kernel.arn('sqs', queue.name),
  }
}
