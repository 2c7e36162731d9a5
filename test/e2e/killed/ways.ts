import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateFunctionCommand, InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda'
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler'
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { strToU8, zipSync } from 'fflate'
import type { Clients } from './client.ts'

const ACCOUNT = '000000000000'
const REGION = 'ap-southeast-1'
const QUEUE = 'acknowledged'
const MACHINE = 'sender'
const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${MACHINE}`
/** A machine that waits a little, and then sends its input to the queue. */
const SENDER = {
  QueryLanguage: 'JSONata',
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 2, Next: 'Send' },
    Send: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage',
      Arguments: {
        QueueUrl: `http://127.0.0.1/${ACCOUNT}/${QUEUE}`,
        MessageBody: '{% $string($states.input) %}',
      },
      End: true,
    },
  },
}
export const QUEUE_URL = `http://127.0.0.1/${ACCOUNT}/${QUEUE}`
const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${QUEUE}`
/** Made by the process itself: it may send to queues. */
const ROLE = `arn:aws:iam::${ACCOUNT}:role/caller`

/** Makes the queue and what leads to it. */
export async function prepareWays({ sqs, events, lambda, sfn }: Clients): Promise<void> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
      },
    ],
  })
  await sqs.send(new CreateQueueCommand({ QueueName: QUEUE, Attributes: { Policy } }))
  await events.send(new PutRuleCommand({ Name: QUEUE, EventPattern: '{"source":["caller"]}' }))
  const Targets = [{ Id: 'queue', Arn: queueArn, InputPath: '$.detail' }]
  await events.send(new PutTargetsCommand({ Rule: QUEUE, Targets }))
  const source = 'export const handler = async (event) => event'
  const ZipFile = Buffer.from(zipSync({ 'index.mjs': strToU8(source) }))
  const FunctionName = 'echo'
  const code = { Runtime: 'nodejs24.x' as never, Handler: 'index.handler', Code: { ZipFile } }
  await lambda.send(new CreateFunctionCommand({ FunctionName, Role: ROLE, ...code }))
  const name = MACHINE
  await sfn.send(new CreateStateMachineCommand({ name, roleArn: ROLE, definition: JSON.stringify(SENDER) }))
  const DestinationConfig = { OnSuccess: { Destination: queueArn } }
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig }))
}

/** Each sends a message's name on its way to the queue. `now` is the runtime's time. */
export const WAYS: Record<string, (clients: Clients, message: string, now: number) => Promise<unknown>> = {
  queue: ({ sqs }, MessageBody) => sqs.send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody })),
  event: async ({ events }, message) => {
    const Entries = [{ Source: 'caller', DetailType: 'said', Detail: JSON.stringify({ message }) }]
    const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }))
    if (FailedEntryCount !== 0) throw new Error('an event was not taken')
  },
  invocation: ({ lambda }, message) => {
    const Payload = JSON.stringify({ message })
    return lambda.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event', Payload }))
  },
  execution: ({ sfn }, message) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn, name: message, input: JSON.stringify({ message }) })),
  schedule: ({ scheduler }, message, now) =>
    scheduler.send(
      new CreateScheduleCommand({
        Name: message,
        // Some seconds from now, by the clock of the runtime.
        ScheduleExpression: `at(${new Date(now + 6_000).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: queueArn, RoleArn: ROLE, Input: JSON.stringify({ message }) },
      }),
    ),
}
/** The message's name, whichever way it came. */
export function nameIn(body: string): string {
  if (!body.startsWith('{')) return body
  const { message, requestPayload } = JSON.parse(body)
  return message ?? requestPayload.message
}
