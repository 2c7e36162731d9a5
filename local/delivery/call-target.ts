import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import { queueUrlOf } from './dead-letter.ts'

export interface TargetCall {
  arn: string
  /** What the target gets: JSON text, or plain text where the target takes any. */
  payload: string
  principal: Principal
  /** Names the execution that a state machine starts, so that a second try of one delivery finds the first's. */
  executionName: string
  messageGroupId?: string
}

type Send = (kernel: Kernel, call: TargetCall) => Promise<unknown>

/** The targets that rules and schedules share, by the service in their ARN. */
const SENDERS: Record<string, Send> = {
  lambda: (kernel, { arn, payload, principal }) =>
    kernel.call(
      'lambda',
      'Invoke',
      { FunctionName: arn, InvocationType: 'Event', Payload: Buffer.from(payload) },
      principal,
    ),
  states: startExecution,
  sqs: (kernel, { arn, payload, principal, messageGroupId }) =>
    kernel.call(
      'sqs',
      'SendMessage',
      { QueueUrl: queueUrlOf(kernel, arn), MessageBody: payload, MessageGroupId: messageGroupId },
      principal,
    ),
  sns: (kernel, { arn, payload, principal }) =>
    kernel.call('sns', 'Publish', { TopicArn: arn, Message: payload }, principal),
  logs: putLogEvent,
}

export const serviceOfArn = (arn: string) => arn.split(':')[2] ?? ''

export const isCallable = (arn: string) => Object.hasOwn(SENDERS, serviceOfArn(arn))

export async function callTarget(kernel: Kernel, call: TargetCall): Promise<void> {
  const send = SENDERS[serviceOfArn(call.arn)]
  if (!send) throw new AwsError('ValidationException', `${call.arn} is not a target that the local runtime serves.`)
  await send(kernel, call)
}

async function startExecution(kernel: Kernel, { arn, payload, principal, executionName }: TargetCall): Promise<void> {
  try {
    await kernel.call(
      'stepfunctions',
      'StartExecution',
      { stateMachineArn: arn, name: executionName, input: payload },
      principal,
    )
  } catch (error) {
    // An earlier try of this very delivery has started it.
    if (!(error instanceof AwsError && error.code === 'ExecutionAlreadyExists')) throw error
  }
}

async function putLogEvent(kernel: Kernel, { arn, payload, principal, executionName }: TargetCall): Promise<void> {
  const logGroupName = arn.split(':log-group:')[1]!.replace(/:\*$/, '')
  const stream = { logGroupName, logStreamName: executionName }
  await kernel.call('logs', 'CreateLogStream', stream, principal).catch((error) => {
    if (error.code !== 'ResourceAlreadyExistsException') throw error
  })
  const logEvents = [{ timestamp: kernel.clock.now(), message: payload }]
  await kernel.call('logs', 'PutLogEvents', { ...stream, logEvents }, principal)
}
