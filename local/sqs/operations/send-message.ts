import type { Call } from '../../kernel/kernel.ts'
import type { SqsContext } from '../context.ts'
import { newMessage, receiptOf } from '../new-message.ts'

export const sendMessage =
  ({ kernel, store }: SqsContext) =>
  (input: any, { principal }: Call) => {
    const message = newMessage(kernel, store.get(input.QueueUrl), input, principal)
    store.save(message)
    return receiptOf(message)
  }
