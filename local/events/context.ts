import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import type { ArchiveBook } from './archive/archive-book.ts'
import type { Replayer } from './archive/replayer.ts'
import type { Bus } from './bus.ts'
import type { RuleBook } from './rule-book.ts'
import type { RuleSchedules } from './rule-schedules.ts'

/** What the operations work on. */
export interface EventsContext {
  kernel: Kernel
  rules: RuleBook
  bus: Bus
  schedules: RuleSchedules
  archives: ArchiveBook
  replayer: Replayer
  /** By ARN of a rule or a bus. */
  tags: Table<{ Key: string; Value: string }[]>
}
