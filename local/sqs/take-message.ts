import type { Principal } from '../kernel/kernel.ts'
import type { SqsContext } from './context.ts'
import { isFifo } from './fifo.ts'
import { newMessage, type Outgoing, receiptOf } from './new-message.ts'
import type { Queue } from './queue.ts'

/** Puts a message on a queue; on a FIFO queue only if it is not one that came already, which is answered then. */
export function takeMessage(context: SqsContext, queue: Queue, outgoing: Outgoing, sender: Principal) {
  const { kernel, store, deduplication } = context
  const message = newMessage(kernel, queue, outgoing, sender)
  if (!isFifo(queue)) {
    store.add(message)
    return receiptOf(message)
  }
  const former = deduplication.former(queue, message)
  if (former) return { ...receiptOf(message), MessageId: former.messageId, SequenceNumber: former.sequence }
  message.sequence = deduplication.nextSequence(queue)
  deduplication.remember(queue, message)
  store.add(message)
  return { ...receiptOf(message), SequenceNumber: message.sequence }
}
