import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { MoveTask } from './move-task.ts'
import type { Queue } from './queue.ts'
import type { QueueStore } from './queue-store.ts'

/** AWS moves at a rate of its own choice; where it is asked for one, 500 a second are the most. */
const PER_SECOND = 500
const TICK = 100

/** Moves messages from dead-letter queues to where they came from, or elsewhere, at the rate that was asked for. */
export class MoveTasks {
  readonly #kernel: Kernel
  readonly #store: QueueStore
  readonly #tasks: Table<MoveTask>
  #stopped = false

  constructor(kernel: Kernel, store: QueueStore) {
    this.#kernel = kernel
    this.#store = store
    this.#tasks = kernel.store.table('sqs.moves')
  }

  start(): void {
    for (const task of this.#tasks.values()) if (isActive(task)) this.#schedule(task)
  }

  stop(): void {
    this.#stopped = true
  }

  /** Latest first. */
  of(sourceArn: string): MoveTask[] {
    return [...this.#tasks.values()].filter((task) => task.sourceArn === sourceArn).reverse()
  }

  find(id: string): MoveTask | undefined {
    return this.#tasks.get(id)
  }

  active(sourceArn: string): MoveTask | undefined {
    return this.of(sourceArn).find(isActive)
  }

  run(task: MoveTask): void {
    this.#tasks.put(task.id, task)
    this.#schedule(task)
  }

  cancel(task: MoveTask): void {
    this.#tasks.put(task.id, { ...task, status: 'CANCELLING' })
  }

  #schedule({ id, perSecond }: MoveTask): void {
    const wait = perSecond ? Math.max(TICK, 1000 / perSecond) : TICK
    this.#kernel.clock.after(wait, () =>
      this.#goOn(id, Math.max(1, Math.floor(((perSecond ?? PER_SECOND) * wait) / 1000))),
    )
  }

  #goOn(id: string, most: number): void {
    const task = this.#tasks.get(id)
    if (!task || this.#stopped) return
    if (task.status === 'CANCELLING') {
      this.#tasks.put(id, { ...task, status: 'CANCELLED' })
      return
    }
    const next = this.#move(task, most)
    this.#tasks.put(id, next)
    if (next.status === 'RUNNING') this.#schedule(next)
  }

  #move(task: MoveTask, most: number): MoveTask {
    const source = this.#queueOf(task.sourceArn)
    if (!source) return { ...task, status: 'FAILED', failureReason: MISSING }
    const now = this.#kernel.clock.now()
    const waiting = this.#store.messages(source).filter(({ visibleAt }) => visibleAt <= now)
    let moved = 0
    for (const message of waiting.slice(0, most)) {
      const target = this.#queueOf(task.destinationArn ?? message.deadLetterSource ?? '')
      if (!target) return { ...task, moved: task.moved + moved, status: 'FAILED', failureReason: MISSING }
      this.#store.move(message, target)
      moved++
    }
    return { ...task, moved: task.moved + moved, status: waiting.length <= most ? 'COMPLETED' : 'RUNNING' }
  }

  #queueOf(arn: string): Queue | undefined {
    return this.#store.find(arn.split(':').at(-1)!)
  }
}

const MISSING = 'AWS.SimpleQueueService.NonExistentQueue'

const isActive = ({ status }: MoveTask) => status === 'RUNNING' || status === 'CANCELLING'
