import type { Kernel, Service } from '../kernel/kernel.ts'
import type { SqsContext } from './context.ts'
import { Deduplication } from './deduplication.ts'
import { MoveTasks } from './move-tasks.ts'
import { changeMessageVisibility, changeMessageVisibilityBatch } from './operations/change-message-visibility.ts'
import { createQueue } from './operations/create-queue.ts'
import { deleteMessage, deleteMessageBatch } from './operations/delete-message.ts'
import { getQueueAttributes } from './operations/get-queue-attributes.ts'
import { getQueueUrl } from './operations/get-queue-url.ts'
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from './operations/move-tasks.ts'
import { addPermission, removePermission } from './operations/permissions.ts'
import { deleteQueue, listDeadLetterSourceQueues, listQueues, purgeQueue } from './operations/queues.ts'
import { receiveMessage } from './operations/receive-message.ts'
import { sendMessage } from './operations/send-message.ts'
import { sendMessageBatch } from './operations/send-message-batch.ts'
import { setQueueAttributes } from './operations/set-queue-attributes.ts'
import { listQueueTags, tagQueue, untagQueue } from './operations/tags.ts'
import { sqsPermissions } from './permissions.ts'
import { QueueMetrics } from './queue-metrics.ts'
import { queuePolicy } from './queue-policy.ts'
import { QueueStore } from './queue-store.ts'

/** SQS: standard and FIFO queues with long polling, visibility timeouts, delays, retention and dead-letter queues. */
export function createSqs(kernel: Kernel): Service {
  const store = new QueueStore(kernel)
  const moves = new MoveTasks(kernel, store)
  const metrics = new QueueMetrics(kernel, store)
  const context: SqsContext = { kernel, store, moves, deduplication: new Deduplication(kernel) }
  return {
    name: 'sqs',
    operations: {
      AddPermission: addPermission(context),
      CancelMessageMoveTask: cancelMessageMoveTask(context),
      ChangeMessageVisibility: changeMessageVisibility(context),
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch(context),
      CreateQueue: createQueue(context),
      DeleteMessage: deleteMessage(context),
      DeleteMessageBatch: deleteMessageBatch(context),
      DeleteQueue: deleteQueue(context),
      GetQueueAttributes: getQueueAttributes(context),
      GetQueueUrl: getQueueUrl(context),
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues(context),
      ListMessageMoveTasks: listMessageMoveTasks(context),
      ListQueueTags: listQueueTags(context),
      ListQueues: listQueues(context),
      PurgeQueue: purgeQueue(context),
      ReceiveMessage: receiveMessage(context),
      RemovePermission: removePermission(context),
      SendMessage: sendMessage(context),
      SendMessageBatch: sendMessageBatch(context),
      SetQueueAttributes: setQueueAttributes(context),
      StartMessageMoveTask: startMessageMoveTask(context),
      TagQueue: tagQueue(context),
      UntagQueue: untagQueue(context),
    },
    permissions: sqsPermissions(kernel),
    resourcePolicy: queuePolicy(store),
    start() {
      moves.start()
      metrics.start()
    },
    stop() {
      moves.stop()
      metrics.stop()
    },
  }
}
