import { AwsError } from '../../kernel/aws-error.ts'
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
    const now = kernel.clock.now()
    if (!message || message.visibleAt <= now)
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.')
    message.visibleAt = now + timeout * 1000
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
