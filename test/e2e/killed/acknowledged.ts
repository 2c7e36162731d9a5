import { createHash } from 'node:crypto'
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateFunctionCommand, InvokeCommand, PutFunctionEventInvokeConfigCommand } from '@aws-sdk/client-lambda'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler'
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { strToU8, zipSync } from 'fflate'
import type { RunRequestAnswer } from '#shared/domain/api-answers.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { type Clients, isGone } from './client.ts'

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
const queueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${QUEUE}`
/** Made by the process itself: it may send to queues. */
const ROLE = `arn:aws:iam::${ACCOUNT}:role/caller`

/**
 * A caller that keeps a list of what the runtime has acknowledged: objects, API requests, and messages that go by each
 * of the runtime's own ways (SQS, EventBridge, Lambda's queue, Scheduler, an execution) to one SQS queue.
 */
export class Caller {
  /** Objects by key, with the SHA-256 of their content. */
  readonly objects = new Map<string, string>()
  /** Ids of triggers by API. */
  readonly triggers = new Set<string>()
  /** Messages that must come to the queue, and those that have. */
  readonly sent = new Set<string>()
  readonly arrived = new Set<string>()
  /** Errors other than that nobody is there. */
  readonly unclean: string[] = []
  readonly #clients: () => Clients
  readonly #bucket: () => string
  readonly #now: () => number

  constructor(clients: () => Clients, bucket: () => string, now: () => number) {
    this.#clients = clients
    this.#bucket = bucket
    this.#now = now
  }

  get queueUrl(): string {
    return `http://127.0.0.1/${ACCOUNT}/${QUEUE}`
  }

  /** Makes the queue and what leads to it. */
  async prepare(): Promise<void> {
    const { sqs, events, lambda, sfn } = this.#clients()
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

  /** Puts an object; true when it was acknowledged. */
  put(key: string, body: string): Promise<boolean> {
    return this.#ask(async ({ s3 }) => {
      await s3.send(new PutObjectCommand({ Bucket: this.#bucket(), Key: key, Body: body }))
      this.objects.set(key, createHash('sha256').update(body).digest('hex'))
    })
  }

  /** Asks the API for a run. */
  run(model: string, idempotencyKey: string): Promise<boolean> {
    return this.#ask(async ({ api }) => {
      const answer = await api.request<RunRequestAnswer>('POST', ['models', model, 'runs'], { idempotencyKey })
      expectSame(answer.trigger, trigger('api', model, new Date().toISOString(), { idempotencyKey }).id)
      this.triggers.add(answer.trigger)
    })
  }

  /** One message by each way, named after `id`. */
  async sendEachWay(id: string): Promise<void> {
    const ways: Record<string, (clients: Clients, message: string) => Promise<unknown>> = {
      queue: ({ sqs }, MessageBody) => sqs.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody })),
      event: async ({ events }, message) => {
        const Entries = [{ Source: 'caller', DetailType: 'said', Detail: JSON.stringify({ message }) }]
        const { FailedEntryCount } = await events.send(new PutEventsCommand({ Entries }))
        expectSame(FailedEntryCount, 0)
      },
      invocation: ({ lambda }, message) => {
        const Payload = JSON.stringify({ message })
        return lambda.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event', Payload }))
      },
      execution: ({ sfn }, message) =>
        sfn.send(new StartExecutionCommand({ stateMachineArn, name: message, input: JSON.stringify({ message }) })),
      schedule: ({ scheduler }, message) =>
        scheduler.send(
          new CreateScheduleCommand({
            Name: message,
            // Some seconds from now, by the clock of the runtime.
            ScheduleExpression: `at(${new Date(this.#now() + 6_000).toISOString().slice(0, 19)})`,
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: { Arn: queueArn, RoleArn: ROLE, Input: JSON.stringify({ message }) },
          }),
        ),
    }
    await Promise.all(
      Object.entries(ways).map(([way, send]) => {
        const message = `${way}-${id}`
        return this.#ask(async (clients) => {
          await send(clients, message)
          this.sent.add(message)
        })
      }),
    )
  }

  /** Takes what lies in the queue. */
  async receive(): Promise<void> {
    const { sqs } = this.#clients()
    const QueueUrl = this.queueUrl
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      if (Messages.length === 0) return
      for (const { Body } of Messages) this.arrived.add(/\w+-[\w.-]+/.exec(named(Body!))![0])
      const Entries = Messages.map(({ ReceiptHandle }: Message, at) => ({ Id: String(at), ReceiptHandle }))
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    }
  }

  missing(): string[] {
    return [...this.sent].filter((message) => !this.arrived.has(message))
  }

  async #ask(act: (clients: Clients) => Promise<unknown>): Promise<boolean> {
    try {
      await act(this.#clients())
      return true
    } catch (error) {
      if (!isGone(error)) this.unclean.push(String((error as Error).stack ?? error))
      return false
    }
  }
}

/** The message's name, whichever way it came. */
function named(body: string): string {
  if (!body.startsWith('{')) return body
  const { message, requestPayload } = JSON.parse(body)
  return message ?? requestPayload.message
}

function expectSame(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${expected}, but it was ${found}`)
}
