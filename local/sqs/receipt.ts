import type { Message, Queue } from './queue.ts'
import type { QueueStore } from './queue-store.ts'
import { receiptHandleIsInvalid } from './sqs-error.ts'

/** The message of a receipt handle, if it is still there and the handle is its latest. */
export function messageOf(store: QueueStore, queue: Queue, handle: string): Message | undefined {
  const [request, name, id] = Buffer.from(handle, 'base64').toString().split(' ')
  if (!request || name !== queue.name || !id) throw receiptHandleIsInvalid(handle)
  const message = store.message(queue, id)
  return message?.receipt === handle ? message : undefined
}
