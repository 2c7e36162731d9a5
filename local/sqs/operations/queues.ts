import { AwsError } from '../../kernel/aws-error.ts'
import { page } from '../../paging/page.ts'
import { queueUrl, type SqsContext } from '../context.ts'
import { redrivePolicyOf } from '../queue.ts'

export const listQueues =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const urls = store
      .queues()
      .filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ''))
      .map(({ name }) => queueUrl(kernel, name))
    const { items, NextToken } = page(urls, input.NextToken, input.MaxResults ?? 1000)
    return { QueueUrls: items.length > 0 ? items : undefined, NextToken }
  }

export const listDeadLetterSourceQueues =
  ({ kernel, store }: SqsContext) =>
  (input: any) => {
    const arn = kernel.arn('sqs', store.get(input.QueueUrl).name)
    const urls = store
      .queues()
      .filter((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === arn)
      .map(({ name }) => queueUrl(kernel, name))
    const { items, NextToken } = page(urls, input.NextToken, input.MaxResults ?? 1000)
    return { queueUrls: items, NextToken }
  }

export const deleteQueue =
  ({ store }: SqsContext) =>
  (input: any) =>
    store.deleteQueue(store.get(input.QueueUrl))

const PURGE_PAUSE = 60_000

export const purgeQueue =
  ({ kernel, store, deduplication }: SqsContext) =>
  (input: any) => {
    const queue = store.get(input.QueueUrl)
    const now = kernel.clock.now()
    if (queue.purgedAt !== undefined && now - queue.purgedAt < PURGE_PAUSE)
      throw new AwsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
        403,
      )
    store.put({ ...queue, purgedAt: now })
    store.purge(queue.name)
    deduplication.forget(queue)
  }
