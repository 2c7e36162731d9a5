import type { Kernel } from '../kernel/kernel.ts'
import { isFifo } from './fifo.ts'
import type { Message, Queue } from './queue.ts'
import type { QueueStore } from './queue-store.ts'
import { receiptHandleHasExpired, receiptHandleIsInvalid } from './sqs-error.ts'

/**
 * The message of a receipt handle, if it is still there. A standard queue takes the handle of any receive, also when the
 * message has shown again since; on a FIFO queue a handle is good for the visibility timeout alone.
 */
export function messageOf(kernel: Kernel, store: QueueStore, queue: Queue, handle: string): Message | undefined {
  const [request, name, id] = Buffer.from(handle, 'base64').toString().split(' ')
  if (!request || name !== queue.name || !id) throw receiptHandleIsInvalid(handle)
  const message = store.message(queue, id)
  if (message && isFifo(queue) && (message.receipt !== handle || message.visibleAt <= kernel.clock.now()))
    throw receiptHandleHasExpired(handle)
  return message
}
