import type { Kernel, Permission } from '../kernel/kernel.ts'
import { parseHandle } from './move-task.ts'

/** The batch operations need the action of their single form. */
const ACTIONS: Record<string, string> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
}

export const sqsPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    if (operation.endsWith('MessageMoveTask') || operation === 'ListMessageMoveTasks')
      return movePermissions(operation, input)
    const name = input.QueueName ?? input.QueueUrl?.split('/').at(-1)
    return [
      {
        action: `sqs:${ACTIONS[operation] ?? operation}`,
        resource: operation === 'ListQueues' || !name ? '*' : kernel.arn('sqs', name),
      },
    ]
  }

/** Who starts a move does with the queues what a move does. */
function movePermissions(operation: string, { SourceArn, DestinationArn, TaskHandle }: any): Permission[] {
  const source = SourceArn ?? parseHandle(TaskHandle ?? '')?.sourceArn ?? '*'
  const own = { action: `sqs:${operation}`, resource: source }
  if (operation !== 'StartMessageMoveTask') return [own]
  const reading = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']
  return [
    own,
    ...reading.map((action) => ({ action: `sqs:${action}`, resource: source })),
    { action: 'sqs:SendMessage', resource: DestinationArn ?? '*' },
  ]
}
