import { queueUrl, type SqsContext } from '../context.ts'

export const getQueueUrl =
  ({ kernel, store }: SqsContext) =>
  (input: any) => ({ QueueUrl: queueUrl(kernel, store.get(input.QueueName).name) })
