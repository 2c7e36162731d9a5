import type { Kernel, OperationHandler } from '../kernel/kernel.ts'
import type { AsyncQueue } from './async/async-queue.ts'
import type { Fleet } from './environment/fleet.ts'
import type { SqsPollers } from './sqs/sqs-pollers.ts'

/** What the operations of Lambda share. */
export interface Lambda {
  kernel: Kernel
  fleet: Fleet
  queue: AsyncQueue
  pollers: SqsPollers
}

export type Operation = (lambda: Lambda) => OperationHandler
