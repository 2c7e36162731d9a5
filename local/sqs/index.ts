import type { Kernel, Service } from '../kernel/kernel.ts'
import type { SqsContext } from './context.ts'
import { changeMessageVisibility, changeMessageVisibilityBatch } from './operations/change-message-visibility.ts'
import { createQueue } from './operations/create-queue.ts'
import { deleteMessage, deleteMessageBatch } from './operations/delete-message.ts'
import { getQueueAttributes } from './operations/get-queue-attributes.ts'
import { getQueueUrl } from './operations/get-queue-url.ts'
import { deleteQueue, listDeadLetterSourceQueues, listQueues, purgeQueue } from './operations/queues.ts'
import { receiveMessage } from './operations/receive-message.ts'
import { sendMessage } from './operations/send-message.ts'
import { sendMessageBatch } from './operations/send-message-batch.ts'
import { setQueueAttributes } from './operations/set-queue-attributes.ts'
import { listQueueTags, tagQueue, untagQueue } from './operations/tags.ts'
import { sqsPermissions } from './permissions.ts'
import { queuePolicy } from './queue-policy.ts'
import { QueueStore } from './queue-store.ts'

/** SQS: standard queues with long polling, visibility timeouts, delays, retention and dead-letter queues. */
export function createSqs(kernel: Kernel): Service {
  const context: SqsContext = { kernel, store: new QueueStore(kernel) }
  return {
    name: 'sqs',
    operations: {
      ChangeMessageVisibility: changeMessageVisibility(context),
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(context),
      CreateQueue: createQueue(context),
      DeleteMessage: deleteMessage(context),
      DeleteMessageBatch: deleteMessageBatch(context),
      DeleteQueue: deleteQueue(context),
      GetQueueAttributes: getQueueAttributes(context),
      GetQueueUrl: getQueueUrl(context),
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues(context),
      ListQueueTags: listQueueTags(context),
      ListQueues: listQueues(context),
      PurgeQueue: purgeQueue(context),
      ReceiveMessage: receiveMessage(context),
      SendMessage: sendMessage(context),
      SendMessageBatch: sendMessageBatch(context),
      SetQueueAttributes: setQueueAttributes(context),
      TagQueue: tagQueue(context),
      UntagQueue: untagQueue(context),
    },
    permissions: sqsPermissions(kernel),
    resourcePolicy: queuePolicy(context.store),
  }
}
