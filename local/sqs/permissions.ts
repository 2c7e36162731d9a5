import type { Kernel, Permission } from '../kernel/kernel.ts'

/** The batch operations need the action of their single form. */
const ACTIONS: Record<string, string> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
}

export const sqsPermissions =
  (kernel: Kernel) =>
  (operation: string, input: any): Permission[] => {
    const name = input.QueueName ?? input.QueueUrl?.split('/').at(-1)
    return [
      {
        action: `sqs:${ACTIONS[operation] ?? operation}`,
        resource: operation === 'ListQueues' || !name ? '*' : kernel.arn('sqs', name),
      },
    ]
  }
