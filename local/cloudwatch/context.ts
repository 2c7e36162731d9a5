import type { Kernel } from '../kernel/kernel.ts'
import type { AlarmBook } from './alarm-book.ts'
import type { AlarmWatch } from './alarm-watch.ts'
import type { DashboardBook } from './dashboard-book.ts'
import type { MetricStore } from './metric-store.ts'

/** What the operations work on. */
export interface CloudWatchContext {
  kernel: Kernel
  metrics: MetricStore
  alarms: AlarmBook
  watch: AlarmWatch
  dashboards: DashboardBook
}

/** [{Name, Value}] <-> {name: value} */
export const toDimensions = (list: { Name: string; Value: string }[] = []) =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))

export const fromDimensions = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))

/** [{Key, Value}] -> {key: value} */
export const toTags = (list: { Key: string; Value: string }[] = []) =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]))
