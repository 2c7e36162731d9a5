import { AwsError } from '../../kernel/aws-error.ts'
import type { Call } from '../../kernel/kernel.ts'
import { eachEntry } from '../batch.ts'
import type { SqsContext } from '../context.ts'
import { newMessage, receiptOf, sizeOf } from '../new-message.ts'

const LARGEST_BATCH = 1_048_576

export const sendMessageBatch =
  ({ kernel, store }: SqsContext) =>
  (input: any, { principal }: Call) => {
    const queue = store.get(input.QueueUrl)
    if (input.Entries.reduce((sum: number, entry: any) => sum + sizeOf(entry), 0) > LARGEST_BATCH)
      throw new AwsError('BatchRequestTooLong', `Batch requests cannot be longer than ${LARGEST_BATCH} bytes.`)
    return eachEntry(input.Entries, (entry: any) => {
      const message = newMessage(kernel, queue, entry, principal)
      store.save(message)
      return receiptOf(message)
    })
  }
