import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { isFifo } from './fifo.ts'
import { type Message, type Queue, redrivePolicyOf } from './queue.ts'
import { queueDoesNotExist } from './sqs-error.ts'

interface Shelf {
  messages: Map<string, Message>
  /** Long polls that wait for a message. */
  waiting: Set<() => void>
  /** Fires when the next hidden or delayed message shows, while somebody waits. */
  timer?: Timer
}

/** What happens to the messages of a queue. */
export type Happening = 'sent' | 'received' | 'deleted' | 'moved'

/** Queues and their messages: kept on disk, found in memory. */
export class QueueStore {
  /** Is told what happens; set by whoever counts it. */
  onHappening: (queue: string, happening: Happening, message: Message) => void = () => {}
  readonly #kernel: Kernel
  readonly #queues: Table<Queue>
  readonly #messages: Table<Message>
  readonly #shelves = new Map<string, Shelf>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#queues = kernel.store.table<Queue>('sqs.queues')
    this.#messages = kernel.store.table<Message>('sqs.messages')
    for (const message of this.#messages.values()) this.#shelf(message.queue).messages.set(message.id, message)
  }

  queues(): Queue[] {
    return [...this.#queues.values()]
  }

  find(name: string): Queue | undefined {
    return this.#queues.get(name)
  }

  /** The queue of a URL, an ARN or a name. */
  get(reference: string): Queue {
    const queue = this.#queues.get(reference.split(/[/:]/).at(-1)!)
    if (!queue) throw queueDoesNotExist()
    return queue
  }

  put(queue: Queue): void {
    this.#queues.put(queue.name, queue)
  }

  deleteQueue({ name }: Queue): void {
    this.purge(name)
    this.#queues.delete(name)
    const shelf = this.#shelf(name)
    this.#shelves.delete(name)
    shelf.timer?.cancel()
    for (const wake of shelf.waiting) wake()
  }

  purge(name: string): void {
    for (const message of [...this.#shelf(name).messages.values()]) this.remove(message)
  }

  /** All messages of a queue that its retention period has left, in the order they came. */
  messages(queue: Queue): Message[] {
    const oldest = this.#kernel.clock.now() - Number(queue.attributes.MessageRetentionPeriod) * 1000
    const { messages } = this.#shelf(queue.name)
    for (const message of messages.values()) if (message.sentAt <= oldest) this.remove(message)
    return [...messages.values()]
  }

  message(queue: Queue, id: string): Message | undefined {
    return this.#shelf(queue.name).messages.get(id)
  }

  /** A message that somebody has sent. */
  add(message: Message): void {
    this.save(message)
    this.onHappening(message.queue, 'sent', message)
  }

  /** A message that somebody has deleted. */
  delete(message: Message): void {
    this.remove(message)
    this.onHappening(message.queue, 'deleted', message)
  }

  /** Takes a message to another queue, where it is as good as new. */
  move(message: Message, target: Queue): void {
    this.remove(message)
    const { receipt: _, deadLetterSource: __, firstReceivedAt: ___, ...moved } = message
    const now = this.#kernel.clock.now()
    this.save({ ...moved, queue: target.name, visibleAt: now, sentAt: now, receiveCount: 0 })
    this.onHappening(message.queue, 'moved', message)
    this.onHappening(target.name, 'sent', message)
  }

  save(message: Message): void {
    this.#messages.put(keyOf(message), message)
    this.#shelf(message.queue).messages.set(message.id, message)
    this.#wake(message.queue)
  }

  remove(message: Message): void {
    this.#messages.delete(keyOf(message))
    this.#shelf(message.queue).messages.delete(message.id)
    // The next message of its group may go now.
    if (message.groupId !== undefined) this.#wake(message.queue)
  }

  /**
   * Up to `max` visible messages, oldest first, received: hidden for `timeout` seconds under new handles. What has been
   * received too often moves to the dead-letter queue instead.
   */
  receive(queue: Queue, max: number, timeout: number): Message[] {
    const now = this.#kernel.clock.now()
    const redrive = redrivePolicyOf(queue)
    const received: Message[] = []
    // A group of a FIFO queue waits for what of it came before, while that is in flight or delayed.
    const held = isFifo(queue) ? new Set<string | undefined>() : undefined
    for (const message of isFifo(queue) ? byGroup(this.messages(queue)) : this.messages(queue)) {
      if (received.length === max) break
      if (message.visibleAt > now) held?.add(message.groupId)
      if (message.visibleAt > now || held?.has(message.groupId)) continue
      if (
        redrive &&
        message.receiveCount >= redrive.maxReceiveCount &&
        this.#giveUp(message, redrive.deadLetterTargetArn)
      )
        continue
      message.receiveCount++
      message.firstReceivedAt ??= now
      message.visibleAt = now + timeout * 1000
      message.receipt = Buffer.from(`${this.#kernel.requestId()} ${queue.name} ${message.id}`).toString('base64')
      this.save(message)
      this.onHappening(queue.name, 'received', message)
      received.push(message)
    }
    return received
  }

  /** Resolves when a message may have become visible, or after `ms`. */
  async wait(queue: Queue, ms: number): Promise<void> {
    const shelf = this.#shelf(queue.name)
    await this.#kernel.clock.idle(async () => {
      let wake = () => {}
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      shelf.waiting.add(wake)
      const limit = this.#kernel.clock.after(ms, wake)
      this.#arm(queue.name)
      await woken
      limit.cancel()
      shelf.waiting.delete(wake)
    })
  }

  #giveUp(message: Message, targetArn: string): boolean {
    const target = this.find(targetArn.split(':').at(-1)!)
    if (!target) return false
    this.remove(message)
    const { receipt: _, ...moved } = message
    const deadLetterSource = this.#kernel.arn('sqs', message.queue)
    const now = this.#kernel.clock.now()
    // A standard queue's messages keep their age; a FIFO queue's are young again.
    const sentAt = isFifo(target) ? now : message.sentAt
    this.save({ ...moved, queue: target.name, visibleAt: now, sentAt, deadLetterSource })
    this.onHappening(message.queue, 'moved', message)
    this.onHappening(target.name, 'moved', message)
    return true
  }

  #wake(name: string): void {
    if (this.#shelf(name).waiting.size > 0) this.#arm(name)
  }

  /** Wakes the waiting now, or when the next message shows. */
  #arm(name: string): void {
    const shelf = this.#shelf(name)
    shelf.timer?.cancel()
    let next = Number.POSITIVE_INFINITY
    const queue = this.find(name)
    const messages = [...shelf.messages.values()]
    for (const { visibleAt } of queue && isFifo(queue) ? headsOf(messages) : messages) next = Math.min(next, visibleAt)
    if (next === Number.POSITIVE_INFINITY) return
    const wakeAll = () => {
      for (const wake of shelf.waiting) wake()
    }
    const wait = next - this.#kernel.clock.now()
    if (wait <= 0) wakeAll()
    else shelf.timer = this.#kernel.clock.after(wait, wakeAll)
  }

  #shelf(name: string): Shelf {
    const known = this.#shelves.get(name)
    if (known) return known
    const shelf: Shelf = { messages: new Map(), waiting: new Set() }
    this.#shelves.set(name, shelf)
    return shelf
  }
}

/** The messages group by group, in the order in which the groups have come. */
const byGroup = (messages: Message[]): Message[] => [...Map.groupBy(messages, ({ groupId }) => groupId).values()].flat()

/** The messages that hold up the others of their groups. */
const headsOf = (messages: Message[]): Message[] =>
  [...Map.groupBy(messages, ({ groupId }) => groupId).values()].map(([head]) => head!)

const keyOf = ({ queue, id }: Message) => `${queue}\n${id}`
