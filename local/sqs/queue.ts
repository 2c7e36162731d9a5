export interface Queue {
  name: string
  attributes: QueueAttributes
  tags: Record<string, string>
  /** Epoch ms. */
  createdAt: number
  modifiedAt: number
  /** When it was purged last. */
  purgedAt?: number
}

export interface QueueAttributes {
  DelaySeconds: string
  MaximumMessageSize: string
  MessageRetentionPeriod: string
  ReceiveMessageWaitTimeSeconds: string
  VisibilityTimeout: string
  SqsManagedSseEnabled: string
  Policy?: string
  RedrivePolicy?: string
  RedriveAllowPolicy?: string
  KmsMasterKeyId?: string
  KmsDataKeyReusePeriodSeconds?: string
  FifoQueue?: string
  ContentBasedDeduplication?: string
  DeduplicationScope?: string
  FifoThroughputLimit?: string
}

export const DEFAULT_ATTRIBUTES: QueueAttributes = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
}

/** What a FIFO queue has beside those. */
export const FIFO_ATTRIBUTES: Partial<QueueAttributes> = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}

export interface Message {
  id: string
  queue: string
  body: string
  attributes: Record<string, MessageAttribute>
  systemAttributes: Record<string, MessageAttribute>
  senderId: string
  /** Epoch ms. */
  sentAt: number
  visibleAt: number
  firstReceivedAt?: number
  receiveCount: number
  /** The handle of the latest receive; on a FIFO queue earlier ones no longer count. */
  receipt?: string
  /** The queue that gave it up, when it came here as a dead letter. */
  deadLetterSource?: string
  groupId?: string
  deduplicationId?: string
  /** The number that its FIFO queue gave it. */
  sequence?: string
}

/** As sent, with bytes in base64 so that it can be kept as JSON. */
export interface MessageAttribute {
  DataType: string
  StringValue?: string
  binary?: string
}

export interface RedrivePolicy {
  deadLetterTargetArn: string
  maxReceiveCount: number
}

export function redrivePolicyOf({ attributes }: Queue): RedrivePolicy | undefined {
  if (!attributes.RedrivePolicy) return undefined
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(attributes.RedrivePolicy)
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) }
}
