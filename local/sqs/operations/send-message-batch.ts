import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { eachEntry } from '../batch.ts'
import type { SqsContext } from '../context.ts'
import { isFifo, marksOf } from '../fifo.ts'
import { sizeOf } from '../new-message.ts'
import { invalidParameter } from '../sqs-error.ts'
import { takeMessage } from '../take-message.ts'

const LARGEST_BATCH = 1_048_576

export const sendMessageBatch =
  (context: SqsContext) =>
  (input: any, { principal }: Call) => {
    const queue = context.store.get(input.QueueUrl)
    const size = input.Entries.reduce((sum: number, entry: any) => sum + sizeOf(entry), 0)
    if (size > LARGEST_BATCH)
      throw new AwsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${LARGEST_BATCH} bytes. You have sent ${size} bytes.`,
      )
    return eachEntry(
      input.Entries,
      (entry: any) => {
        const limit = Number(queue.attributes.MaximumMessageSize)
        if (sizeOf(entry) > limit)
          throw invalidParameter(
            `One or more parameters cannot be validated. Reason: Message must be shorter than ${limit} bytes.`,
          )
        return takeMessage(context, queue, entry, principal)
      },
      (entries) => {
        // What FIFO asks for and is missing in one entry fails the whole request.
        if (isFifo(queue)) for (const entry of entries) checkMarks(() => marksOf(queue, entry))
      },
    )
  }

function checkMarks(check: () => unknown): void {
  try {
    check()
  } catch (error) {
    throw new AwsError('InvalidParameterValue', (error as Error).message)
  }
}
