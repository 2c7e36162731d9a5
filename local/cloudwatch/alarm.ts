import type { MetricName } from './metric-store.ts'
import type { Query } from './queries.ts'

export type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'
export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching'
export type ComparisonOperator =
  | 'GreaterThanOrEqualToThreshold'
  | 'GreaterThanThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold'

/** What alarms of both kinds have; times are epoch ms. */
interface AlarmBase {
  name: string
  arn: string
  description?: string
  actionsEnabled: boolean
  okActions: string[]
  alarmActions: string[]
  insufficientDataActions: string[]
  state: AlarmState
  configuredAt: number
  /** When the state last became another one. */
  transitionedAt: number
  tags?: Record<string, string>
}

/** An alarm on one metric, or on queries of which one is judged. */
export interface MetricAlarm extends AlarmBase {
  metric?: MetricName
  /** A simple statistic or a percentile, of `metric`. */
  stat?: string
  unit?: string
  /** Instead of `metric`: as the alarm was put with `Metrics`. */
  queries?: Query[]
  /** Seconds. */
  period: number
  evaluationPeriods: number
  datapointsToAlarm?: number
  threshold: number
  comparison: ComparisonOperator
  treatMissingData?: TreatMissingData
}

/** An alarm on the states of other alarms. */
export interface CompositeAlarm extends AlarmBase {
  rule: string
}

export type Alarm = MetricAlarm | CompositeAlarm

export interface AlarmState {
  value: StateValue
  reason: string
  /** JSON text. */
  reasonData?: string
  /** When it was last set, epoch ms. */
  at: number
}

export const isComposite = (alarm: Alarm): alarm is CompositeAlarm => 'rule' in alarm

/** The queries of a metric alarm; one of one metric is a query by itself. */
export function queriesOf({ queries, metric, stat, period, unit }: MetricAlarm): Query[] {
  return queries ?? [{ id: 'm1', returnData: true, stat: { metric: metric!, stat: stat!, period, unit } }]
}
