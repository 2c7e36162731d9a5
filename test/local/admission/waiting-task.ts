import type { Kernel } from '#local/kernel/kernel.ts'

export interface WaitingTask {
  taskToken: string
  /** How its execution stands, with its output or its error. */
  outcome(): Promise<{ status: string; output?: unknown; error?: string }>
  stop(): Promise<void>
}

/** An execution that waits for a task token, as the machines do for a person or an endpoint. */
export async function waitingTask(kernel: Kernel, name: string): Promise<WaitingTask> {
  const call = (service: string, operation: string, input: object) =>
    kernel.call(service, operation, input, kernel.root)
  const { QueueUrl } = await call('sqs', 'CreateQueue', { QueueName: name })
  const wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: { QueueUrl, MessageBody: '{% $states.context.Task.Token %}' },
    End: true,
  }
  const { stateMachineArn } = await call('stepfunctions', 'CreateStateMachine', {
    name,
    definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait: wait } }),
    roleArn: kernel.arn('iam', 'role/machine').replace(`:${kernel.region}:`, '::'),
  })
  const { executionArn } = await call('stepfunctions', 'StartExecution', { stateMachineArn, name })
  const { Messages } = await call('sqs', 'ReceiveMessage', { QueueUrl, WaitTimeSeconds: 5 })
  return {
    taskToken: Messages[0].Body,
    async outcome() {
      const { status, output, error } = await call('stepfunctions', 'DescribeExecution', { executionArn })
      return { status, ...(output && { output: JSON.parse(output) }), ...(error && { error }) }
    },
    async stop() {
      await call('stepfunctions', 'StopExecution', { executionArn })
    },
  }
}
