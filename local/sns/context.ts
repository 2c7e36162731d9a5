import type { Outbox } from '../delivery/outbox.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Notification } from './notification.ts'
import type { TopicBook } from './topic-book.ts'

/** What the operations work on. */
export interface SnsContext {
  kernel: Kernel
  book: TopicBook
  outbox: Outbox<Notification>
}
