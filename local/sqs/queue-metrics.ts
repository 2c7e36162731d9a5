import type { Timer } from '../clock/clock.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { sizeOfMessage } from './new-message.ts'
import type { Message, Queue } from './queue.ts'
import type { Happening, QueueStore } from './queue-store.ts'

const MINUTE = 60_000
const COUNTED: Partial<Record<Happening, string>> = {
  sent: 'NumberOfMessagesSent',
  received: 'NumberOfMessagesReceived',
  deleted: 'NumberOfMessagesDeleted',
}

/**
 * The metrics of AWS/SQS. The state of a queue is told every minute while it holds messages, and once more when it has
 * become empty: a queue that nobody uses has no datapoints, here after a minute, on AWS after six hours.
 */
export class QueueMetrics {
  readonly #kernel: Kernel
  readonly #store: QueueStore
  /** Queues whose state is to be told. */
  readonly #active = new Set<string>()
  #timer: Timer | undefined

  constructor(kernel: Kernel, store: QueueStore) {
    this.#kernel = kernel
    this.#store = store
    store.onHappening = (queue, happening, message) => this.#count(queue, happening, message)
  }

  start(): void {
    for (const queue of this.#store.queues()) if (this.#store.messages(queue).length > 0) this.#watch(queue.name)
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #count(queue: string, happening: Happening, message: Message): void {
    const name = COUNTED[happening]
    if (name) this.#tell(queue, name, 1, 'Count')
    if (happening === 'sent') this.#tell(queue, 'SentMessageSize', sizeOfMessage(message), 'Bytes')
    this.#watch(queue)
  }

  #watch(queue: string): void {
    this.#active.add(queue)
    if (this.#timer) return
    const now = this.#kernel.clock.now()
    this.#timer = this.#kernel.clock.after((Math.floor(now / MINUTE) + 1) * MINUTE - now, () => this.#tellAll())
  }

  #tellAll(): void {
    this.#timer = undefined
    for (const name of [...this.#active]) {
      this.#active.delete(name)
      const queue = this.#store.find(name)
      if (queue && this.#tellState(queue) > 0) this.#watch(name)
    }
  }

  /** How many messages there are. */
  #tellState(queue: Queue): number {
    const now = this.#kernel.clock.now()
    const counts = { visible: 0, hidden: 0, delayed: 0 }
    let oldest = now
    const messages = this.#store.messages(queue)
    for (const { visibleAt, receiveCount, sentAt } of messages) {
      counts[visibleAt <= now ? 'visible' : receiveCount > 0 ? 'hidden' : 'delayed']++
      oldest = Math.min(oldest, sentAt)
    }
    this.#tell(queue.name, 'ApproximateNumberOfMessagesVisible', counts.visible, 'Count')
    this.#tell(queue.name, 'ApproximateNumberOfMessagesNotVisible', counts.hidden, 'Count')
    this.#tell(queue.name, 'ApproximateNumberOfMessagesDelayed', counts.delayed, 'Count')
    this.#tell(queue.name, 'ApproximateAgeOfOldestMessage', Math.floor((now - oldest) / 1000), 'Seconds')
    return messages.length
  }

  #tell(QueueName: string, name: string, value: number, unit: string): void {
    this.#kernel.metric({ namespace: 'AWS/SQS', name, dimensions: { QueueName }, value, unit })
  }
}
