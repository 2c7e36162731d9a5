import type { Kernel } from '../kernel/kernel.ts'
import type { Bus } from './bus.ts'
import type { RuleBook } from './rule-book.ts'
import type { RuleSchedules } from './rule-schedules.ts'

/** What the operations work on. */
export interface EventsContext {
  kernel: Kernel
  rules: RuleBook
  bus: Bus
  schedules: RuleSchedules
}
