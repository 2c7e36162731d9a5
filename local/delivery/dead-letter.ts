import type { Kernel, Principal } from '../kernel/kernel.ts'

/** Puts a dead letter on an SQS queue, with its story in string attributes. */
export async function deadLetter(
  kernel: Kernel,
  queueArn: string,
  body: string,
  story: Record<string, string | number | undefined>,
  principal: Principal,
): Promise<void> {
  const told = Object.entries(story).filter(([, value]) => value !== undefined && value !== '')
  await kernel.call(
    'sqs',
    'SendMessage',
    {
      QueueUrl: queueUrlOf(kernel, queueArn),
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        told.map(([name, value]) => [name, { DataType: 'String', StringValue: String(value) }]),
      ),
    },
    principal,
  )
}

export const queueUrlOf = (kernel: Kernel, arn: string) =>
  `${kernel.endpoint}/${arn.split(':')[4]}/${arn.split(':').at(-1)}`
