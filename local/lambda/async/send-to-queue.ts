import type { Kernel, Principal } from '../../kernel/kernel.ts'

export async function sendToQueue(
  kernel: Kernel,
  principal: Principal,
  arn: string,
  MessageBody: string,
  MessageAttributes?: object,
) {
  const { QueueUrl } = await kernel.call('sqs', 'GetQueueUrl', { QueueName: arn.split(':').at(-1) }, kernel.root)
  await kernel.call(
    'sqs',
    'SendMessage',
    { QueueUrl, MessageBody, ...(MessageAttributes && { MessageAttributes }) },
    principal,
  )
}
