import { eachEntry } from '../batch.ts'
import type { SqsContext } from '../context.ts'
import { messageOf } from '../receipt.ts'

/** Deleting twice succeeds and does nothing, as does an older handle while a later receive has the message in flight. */
export const deleteMessage =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const message = messageOf(kernel, store, store.get(input.QueueUrl), input.ReceiptHandle)
    const isLatest = message?.receipt === input.ReceiptHandle
    if (message && (isLatest || message.visibleAt <= kernel.clock.now())) store.delete(message)
    return undefined
  }

export const deleteMessageBatch = (context: SqsContext) => {
  const one = deleteMessage(context)
  return ({ QueueUrl, Entries }: any) => {
    context.store.get(QueueUrl)
    return eachEntry(Entries, ({ ReceiptHandle }: any) => one({ QueueUrl, ReceiptHandle }))
  }
}
