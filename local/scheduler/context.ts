import type { Kernel } from '../kernel/kernel.ts'
import type { Idempotency } from './idempotency.ts'
import type { ScheduleBook } from './schedule-book.ts'
import type { Timekeeper } from './timekeeper.ts'

/** What the operations work on. */
export interface SchedulerContext {
  kernel: Kernel
  book: ScheduleBook
  timekeeper: Timekeeper
  idempotency: Idempotency
}
