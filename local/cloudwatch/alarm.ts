import type { MetricName } from './metric-store.ts'

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching'
export type ComparisonOperator =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold'

/** A metric alarm as it is kept; times are epoch ms. */
export interface Alarm {
  name: string
  arn: string
  description?: string
  actionsEnabled: boolean
  okActions: string[]
  alarmActions: string[]
  insufficientDataActions: string[]
  metric: MetricName
  /** The id of the query, when the alarm was put with `Metrics`. */
  queryId?: string
  /** A simple statistic or a percentile. */
  stat: string
  /** Seconds. */
  period: number
  unit?: string
  evaluationPeriods: number
  datapointsToAlarm?: number
  threshold: number
  comparison: ComparisonOperator
  treatMissingData?: TreatMissingData
  state: AlarmState
  configuredAt: number
  /** When the state last became another one. */
  transitionedAt: number
}

export interface AlarmState {
  value: StateValue
  reason: string
  /** JSON text. */
  reasonData?: string
  /** When it was last set, epoch ms. */
  at: number
}
