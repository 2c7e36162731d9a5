import { eachEntry } from '../batch.ts'
import type { SqsContext } from '../context.ts'
import { messageOf } from '../receipt.ts'

/** Deleting twice, or with a handle that a later receive has replaced, succeeds and does nothing. */
export const deleteMessage =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const message = messageOf(kernel, store, store.get(input.QueueUrl), input.ReceiptHandle)
    if (message) store.delete(message)
    return undefined
  }

export const deleteMessageBatch = (context: SqsContext) => {
  const one = deleteMessage(context)
  return ({ QueueUrl, Entries }: any) => {
    context.store.get(QueueUrl)
    return eachEntry(Entries, ({ ReceiptHandle }: any) => one({ QueueUrl, ReceiptHandle }))
  }
}
