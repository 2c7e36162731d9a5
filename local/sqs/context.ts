import type { Kernel } from '../kernel/kernel.ts'
import type { Deduplication } from './deduplication.ts'
import type { MoveTasks } from './move-tasks.ts'
import type { QueueStore } from './queue-store.ts'

/** What the operations work on. */
export interface SqsContext {
  kernel: Kernel
  store: QueueStore
  deduplication: Deduplication
  moves: MoveTasks
}

/** The port may be another after a restart, so URLs are made when asked for, and only their last part is read. */
export const queueUrl = (kernel: Kernel, name: string) => `${kernel.endpoint}/${kernel.account}/${name}`
