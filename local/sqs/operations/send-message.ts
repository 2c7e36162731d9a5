import type { Call } from '../../kernel/kernel.ts'
import type { SqsContext } from '../context.ts'
import { takeMessage } from '../take-message.ts'

export const sendMessage =
  (context: SqsContext) =>
  (input: any, { principal }: Call) =>
    takeMessage(context, context.store.get(input.QueueUrl), input, principal)
