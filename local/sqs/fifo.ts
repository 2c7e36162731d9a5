import { createHash } from 'node:crypto'
import { AwsError } from '../kernel/aws-error.ts'
import type { Queue } from './queue.ts'
import { invalidParameter } from './sqs-error.ts'

export interface Marks {
  MessageGroupId?: string
  MessageDeduplicationId?: string
}

const NAME = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/

export const isFifo = ({ attributes }: Queue) => attributes.FifoQueue === 'true'

/** The group and the deduplication id under which a message goes, as the kind of its queue wants them. */
export function marksOf(queue: Queue, outgoing: Marks & { MessageBody: string; DelaySeconds?: number }): Marks {
  const { MessageGroupId, MessageDeduplicationId, MessageBody, DelaySeconds } = outgoing
  checkName('MessageGroupId', MessageGroupId)
  checkName('MessageDeduplicationId', MessageDeduplicationId)
  if (!isFifo(queue)) {
    if (MessageDeduplicationId !== undefined) throw notForThisType('MessageDeduplicationId', MessageDeduplicationId)
    return { MessageGroupId }
  }
  if (MessageGroupId === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.')
  if (DelaySeconds) throw notForThisType('DelaySeconds', DelaySeconds)
  if (MessageDeduplicationId !== undefined) return { MessageGroupId, MessageDeduplicationId }
  if (queue.attributes.ContentBasedDeduplication !== 'true')
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  return { MessageGroupId, MessageDeduplicationId: createHash('sha256').update(MessageBody).digest('hex') }
}

function checkName(parameter: string, value: string | undefined): void {
  if (value !== undefined && !NAME.test(value))
    throw invalidParameter(
      `Value ${value} for parameter ${parameter} is invalid. Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    )
}

const notForThisType = (parameter: string, value: unknown) =>
  invalidParameter(
    `Value ${value} for parameter ${parameter} is invalid. Reason: The request include parameter that is not valid for this queue type.`,
  )
