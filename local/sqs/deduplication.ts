import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { Message, Queue } from './queue.ts'

const REMEMBERED = 5 * 60_000

interface Remembered {
  messageId: string
  sequence: string
  /** Epoch ms. */
  until: number
}

/** What a FIFO queue has taken within five minutes, and the numbers that it has given. */
export class Deduplication {
  readonly #kernel: Kernel
  readonly #taken: Table<Remembered>
  readonly #numbers: Table<number>

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#taken = kernel.store.table('sqs.deduplication')
    this.#numbers = kernel.store.table('sqs.sequences')
  }

  /** The message that was taken under the same deduplication id. */
  former(queue: Queue, message: Message): Remembered | undefined {
    const now = this.#kernel.clock.now()
    for (const [key, { until }] of this.#taken.entries()) {
      if (until > now) break
      this.#taken.delete(key)
    }
    return this.#taken.get(keyOf(queue, message))
  }

  remember(queue: Queue, message: Message): void {
    const until = this.#kernel.clock.now() + REMEMBERED
    this.#taken.put(keyOf(queue, message), { messageId: message.id, sequence: message.sequence!, until })
  }

  /** A queue that was emptied takes again what it has taken. */
  forget({ name }: Queue): void {
    for (const [key] of [...this.#taken.entries()]) if (key.startsWith(`${name}\n`)) this.#taken.delete(key)
  }

  /** Twenty digits that grow from message to message. */
  nextSequence({ name }: Queue): string {
    const number = (this.#numbers.get(name) ?? 0) + 1
    this.#numbers.put(name, number)
    return String(18_849_000_000_000_000_000n + BigInt(number) * 256n)
  }
}

const keyOf = ({ name, attributes }: Queue, { groupId, deduplicationId }: Message) =>
  [name, attributes.DeduplicationScope === 'messageGroup' ? groupId : '', deduplicationId].join('\n')
