import type { StateValue } from './alarm.ts'

/** What an alarm in ALARM tells the scaling policy that it calls. */
export interface AlarmSignal {
  alarm: string
  state: StateValue
  threshold: number
  /** Whether it watches for values below its threshold. */
  below: boolean
  /** What it judges at the moment, the newest first. */
  values: number[]
}
