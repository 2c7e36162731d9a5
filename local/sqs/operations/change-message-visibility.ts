import { eachEntry } from '../batch.ts'
import type { SqsContext } from '../context.ts'
import { messageOf } from '../receipt.ts'
import { invalidParameter } from '../sqs-error.ts'

const LONGEST = 43_200

export const changeMessageVisibility =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const { VisibilityTimeout: timeout = 0 } = input
    if (timeout < 0 || timeout > LONGEST)
      throw invalidParameter(
        `Value ${timeout} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and ${LONGEST}.`,
      )
    const message = messageOf(kernel, store, store.get(input.QueueUrl), input.ReceiptHandle)
    if (!message)
      throw invalidParameter(
        `Value ${input.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      )
    message.visibleAt = kernel.clock.now() + timeout * 1000
    store.save(message)
    return undefined
  }

export const changeMessageVisibilityBatch = (context: SqsContext) => {
  const one = changeMessageVisibility(context)
  return ({ QueueUrl, Entries }: any) => {
    context.store.get(QueueUrl)
    return eachEntry(Entries, (entry: any) => one({ ...entry, QueueUrl }))
  }
}
