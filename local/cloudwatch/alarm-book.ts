import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { type Alarm, isComposite } from './alarm.ts'

export interface HistoryItem {
  alarm: string
  kind: 'MetricAlarm' | 'CompositeAlarm'
  /** Epoch ms. */
  at: number
  type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action'
  summary: string
  /** JSON text. */
  data: string
}

const HISTORY_KEPT_FOR = 30 * 86_400_000

/** Alarms and what has happened to them, kept. */
export class AlarmBook {
  readonly #kernel: Kernel
  readonly #alarms: Table<Alarm>
  readonly #history: Table<HistoryItem>

  constructor(kernel: Kernel) {
    this.#kernel = kernel
    this.#alarms = kernel.store.table<Alarm>('cloudwatch.alarms')
    this.#history = kernel.store.table<HistoryItem>('cloudwatch.history')
  }

  all(): Alarm[] {
    return [...this.#alarms.values()]
  }

  find(name: string): Alarm | undefined {
    return this.#alarms.get(name)
  }

  get(name: string): Alarm {
    const alarm = this.#alarms.get(name)
    if (!alarm) throw new AwsError('ResourceNotFound', '', 404)
    return alarm
  }

  put(alarm: Alarm): void {
    this.#alarms.put(alarm.name, alarm)
  }

  delete(name: string): void {
    this.#alarms.delete(name)
  }

  remember(alarm: Alarm, type: HistoryItem['type'], summary: string, data: object): void {
    const now = this.#kernel.clock.now()
    for (const [key, { at }] of this.#history.entries()) {
      if (at > now - HISTORY_KEPT_FOR) break
      this.#history.delete(key)
    }
    const kind: HistoryItem['kind'] = isComposite(alarm) ? 'CompositeAlarm' : 'MetricAlarm'
    const item = { alarm: alarm.name, kind, at: now, type, summary, data: JSON.stringify(data) }
    this.#history.put(this.#kernel.requestId(), item)
  }

  history(): HistoryItem[] {
    return [...this.#history.values()]
  }
}
