import type { Kernel } from '../../kernel/kernel.ts'
import { permissionsOf } from '../../wire/permissions.ts'
import type { Fleet } from '../environment/fleet.ts'
import { versionOf } from '../find-function.ts'
import { functionTable } from '../function.ts'
import { type Outcome, runFunction } from '../run-function.ts'
import { failedItems } from './batch-item-failures.ts'
import type { EventSourceMapping } from './event-source-mapping.ts'
import { MessageFilter } from './filter-criteria.ts'
import { type Message, sqsEvent } from './sqs-event.ts'

const LONG_POLL_SECONDS = 20
const MOST_PER_RECEIVE = 10
/** Batches of one mapping in flight, where its ScalingConfig says nothing. AWS starts with five. */
const CONCURRENCY = 5
const ERROR_BACKOFF_MS = 10_000

/** Polls one queue with the function's role, invokes the function with batches, deletes what it handled. */
export class SqsPoller {
  readonly #kernel: Kernel
  readonly #fleet: Fleet
  readonly #mapping: EventSourceMapping
  readonly #filter: MessageFilter
  readonly #stop = new AbortController()
  #inFlight = 0
  #onRoom: () => void = () => {}

  constructor(kernel: Kernel, fleet: Fleet, mapping: EventSourceMapping) {
    this.#kernel = kernel
    this.#fleet = fleet
    this.#mapping = mapping
    this.#filter = new MessageFilter(kernel, mapping.filters ?? [])
  }

  start(): void {
    void this.#poll()
  }

  stop(): void {
    this.#stop.abort()
    this.#onRoom()
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted
  }

  async #poll(): Promise<void> {
    const { queueArn, maximumConcurrency = CONCURRENCY } = this.#mapping
    // A FIFO queue's batches are handled one after the other, which keeps the order of every message group.
    const limit = queueArn.endsWith('.fifo') ? 1 : maximumConcurrency
    while (!this.#stopped) {
      if (this.#inFlight >= limit) await new Promise<void>((resolve) => (this.#onRoom = resolve))
      if (this.#stopped) return
      try {
        const messages = await this.#gather()
        if (messages.length > 0) void this.#handle(messages)
      } catch (error) {
        this.#complain(error)
        await this.#kernel.clock.sleep(ERROR_BACKOFF_MS, this.#stop.signal).catch(() => {})
      }
    }
  }

  /** Waits for messages, then for more of them within the batching window. */
  async #gather(): Promise<Message[]> {
    const { batchSize, windowSeconds } = this.#mapping
    const messages = await this.#receive(batchSize, LONG_POLL_SECONDS)
    const until = this.#kernel.clock.now() + windowSeconds * 1000
    while (messages.length > 0 && messages.length < batchSize && !this.#stopped) {
      const left = Math.ceil((until - this.#kernel.clock.now()) / 1000)
      if (left <= 0) break
      messages.push(...(await this.#receive(batchSize - messages.length, Math.min(left, LONG_POLL_SECONDS))))
    }
    return messages
  }

  async #receive(most: number, WaitTimeSeconds: number): Promise<Message[]> {
    const { Messages = [] } = await this.#callQueue('ReceiveMessage', {
      MaxNumberOfMessages: Math.min(most, MOST_PER_RECEIVE),
      WaitTimeSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    if (!this.#stopped) return this.#passing(Messages)
    // By the runtime itself: AWS asks no role for this permission.
    for (const { ReceiptHandle } of Messages) {
      const name = this.#mapping.queueArn.split(':').at(-1)
      const { QueueUrl } = await this.#kernel.call('sqs', 'GetQueueUrl', { QueueName: name }, this.#kernel.root)
      const input = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }
      await this.#kernel.call('sqs', 'ChangeMessageVisibility', input, this.#kernel.root)
    }
    return []
  }

  /** Those that the mapping's filters let through; the others are gone from the queue, as Lambda deletes them. */
  async #passing(messages: Message[]): Promise<Message[]> {
    const passing = messages.filter((message) => this.#filter.passes(message))
    if (passing.length < messages.length) await this.#delete(messages.filter((message) => !passing.includes(message)))
    return passing
  }

  async #handle(messages: Message[]): Promise<void> {
    this.#inFlight++
    try {
      await this.#kernel.clock.during(() => this.#invoke(messages))
    } catch (error) {
      // Throttled, or the function is gone: the messages come back after their visibility timeout.
      this.#complain(error)
    } finally {
      this.#inFlight--
      this.#onRoom()
    }
  }

  async #invoke(messages: Message[]): Promise<void> {
    const fn = functionTable(this.#kernel).get(this.#mapping.functionName)
    const version = fn && versionOf(fn, this.#mapping.qualifier)
    if (!version) return
    const payload = JSON.stringify(sqsEvent(this.#kernel, this.#mapping.queueArn, messages))
    const request = { requestId: this.#kernel.requestId(), payload, qualifier: this.#mapping.qualifier }
    const outcome = await runFunction(this.#kernel, this.#fleet, version, request)
    const failed = this.#failed(outcome, messages)
    await this.#delete(messages.filter(({ MessageId }) => !failed.has(MessageId)))
  }

  async #delete(messages: Message[]): Promise<void> {
    for (let at = 0; at < messages.length; at += MOST_PER_RECEIVE)
      await this.#callQueue('DeleteMessageBatch', {
        Entries: messages
          .slice(at, at + MOST_PER_RECEIVE)
          .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      })
  }

  #failed(outcome: Outcome, messages: Message[]): Set<string> {
    const all = messages.map(({ MessageId }) => MessageId)
    if (outcome.functionError) return new Set(all)
    return this.#mapping.reportsBatchItemFailures ? failedItems(JSON.parse(outcome.payload), all) : new Set()
  }

  /** As the function's role. Not through `kernel.call`: a long poll must not hold a virtual clock. */
  async #callQueue(operation: string, rest: object): Promise<any> {
    const fn = functionTable(this.#kernel).get(this.#mapping.functionName)
    const sqs = this.#kernel.service('sqs')
    if (!fn || !sqs) throw new Error(`The queue ${this.#mapping.queueArn} cannot be polled.`)
    const { principal } = this.#kernel.issueCredentials(fn.role, fn.name)
    const name = this.#mapping.queueArn.split(':').at(-1)
    const { QueueUrl } = await this.#kernel.call('sqs', 'GetQueueUrl', { QueueName: name }, this.#kernel.root)
    const input = { QueueUrl, ...rest }
    this.#kernel.authorize(principal, permissionsOf(sqs, operation, input))
    return sqs.operations[operation]!(input, { principal, requestId: this.#kernel.requestId(), sourceIp: '127.0.0.1' })
  }

  #complain(error: unknown): void {
    const fn = functionTable(this.#kernel).get(this.#mapping.functionName)
    if (fn && !this.#stopped)
      this.#kernel.log(fn.logging.LogGroup, 'event-source-mappings', `${this.#mapping.queueArn}: ${String(error)}`)
  }
}
