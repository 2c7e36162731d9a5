import { AwsError } from '../../kernel/aws-error.ts'
import type { SqsContext } from '../context.ts'
import { handleOf, type MoveTask, parseHandle } from '../move-task.ts'
import { redrivePolicyOf } from '../queue.ts'
import { invalidParameter } from '../sqs-error.ts'

const MOST_LISTED = 10

export const startMessageMoveTask =
  ({ kernel, store, moves }: SqsContext) =>
  ({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }: any) => {
    const source = queueAt(store, SourceArn, 'SourceArn')
    if (!store.queues().some((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === SourceArn))
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.')
    if (DestinationArn) queueAt(store, DestinationArn, 'DestinationArn')
    if (
      MaxNumberOfMessagesPerSecond !== undefined &&
      !(MaxNumberOfMessagesPerSecond >= 1 && MaxNumberOfMessagesPerSecond <= 500)
    )
      throw invalidParameter('Value for parameter MaxNumberOfMessagesPerSecond is invalid. Must be between 1 and 500.')
    if (moves.active(SourceArn))
      throw invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    const task: MoveTask = {
      id: kernel.requestId(),
      sourceArn: SourceArn,
      destinationArn: DestinationArn,
      perSecond: MaxNumberOfMessagesPerSecond,
      status: 'RUNNING',
      moved: 0,
      toMove: store.messages(source).length,
      startedAt: kernel.clock.now(),
    }
    moves.run(task)
    return { TaskHandle: handleOf(task) }
  }

export const cancelMessageMoveTask =
  ({ store, moves }: SqsContext) =>
  ({ TaskHandle }: any) => {
    const handle = parseHandle(TaskHandle)
    if (!handle) throw invalidParameter('Value for parameter TaskHandle is invalid.')
    queueAt(store, handle.sourceArn, 'SourceArn')
    const task = moves.find(handle.taskId)
    if (task?.status !== 'RUNNING') throw new AwsError('ResourceNotFoundException', 'Task does not exist.', 404)
    moves.cancel(task)
    return { ApproximateNumberOfMessagesMoved: task.moved }
  }

export const listMessageMoveTasks =
  ({ store, moves }: SqsContext) =>
  ({ SourceArn, MaxResults = 1 }: any) => {
    queueAt(store, SourceArn, 'SourceArn')
    if (MaxResults < 1 || MaxResults > MOST_LISTED)
      throw invalidParameter(
        `Value ${MaxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 10.`,
      )
    return { Results: moves.of(SourceArn).slice(0, MaxResults).map(told) }
  }

const told = (task: MoveTask) => ({
  TaskHandle: task.status === 'RUNNING' ? handleOf(task) : undefined,
  Status: task.status,
  SourceArn: task.sourceArn,
  DestinationArn: task.destinationArn,
  MaxNumberOfMessagesPerSecond: task.perSecond,
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  FailureReason: task.failureReason,
  StartedTimestamp: task.startedAt,
})

function queueAt(store: SqsContext['store'], arn: string, parameter: string) {
  const queue = arn.startsWith('arn:aws:sqs:') ? store.find(arn.split(':').at(-1)!) : undefined
  if (queue) return queue
  throw new AwsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    404,
  )
}
