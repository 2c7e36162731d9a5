import { createHash } from 'node:crypto'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { RunRequestAnswer } from '#shared/domain/api-answers.ts'
import { trigger } from '#shared/domain/trigger.ts'
import { type Clients, isGone } from './client.ts'
import { nameIn, prepareWays, QUEUE_URL, WAYS } from './ways.ts'

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
  /** The runtime's time. */
  readonly now: () => number

  constructor(clients: () => Clients, bucket: () => string, now: () => number) {
    this.#clients = clients
    this.#bucket = bucket
    this.now = now
  }

  /** Makes what the messages go by. */
  prepare(): Promise<void> {
    return prepareWays(this.#clients())
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
    await Promise.all(
      Object.entries(WAYS).map(([way, send]) => {
        const message = `${way}-${id}`
        return this.#ask(async (clients) => {
          await send(clients, message, this.now())
          this.sent.add(message)
        })
      }),
    )
  }

  /** Takes what lies in the queue. */
  async receive(): Promise<void> {
    const { sqs } = this.#clients()
    const QueueUrl = QUEUE_URL
    for (;;) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      if (Messages.length === 0) return
      for (const { Body } of Messages) this.arrived.add(/\w+-[\w.-]+/.exec(nameIn(Body!))![0])
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

function expectSame(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`expected ${expected}, but it was ${found}`)
}
