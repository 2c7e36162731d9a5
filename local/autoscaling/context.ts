import type { Kernel } from '../kernel/kernel.ts'
import type { ActionTimekeeper } from './action-timekeeper.ts'
import type { ActivityBook } from './activity-book.ts'
import type { Book } from './book.ts'
import type { Scaler } from './scaler.ts'

/** What the operations work on. */
export interface AutoScalingContext {
  kernel: Kernel
  book: Book
  activities: ActivityBook
  scaler: Scaler
  timekeeper: ActionTimekeeper
}
