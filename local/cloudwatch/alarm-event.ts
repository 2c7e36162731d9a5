import type { AwsEvent } from '../kernel/kernel.ts'
import { type Alarm, type AlarmState, isComposite, type MetricAlarm } from './alarm.ts'
import { stamp } from './alarm-reason.ts'
import type { Query } from './queries.ts'

/** `CloudWatch Alarm State Change`, as EventBridge gets it. */
export function alarmEvent(alarm: Alarm, previous: AlarmState): AwsEvent {
  return {
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      configuration: configurationOf(alarm),
      previousState: stateOf(previous),
      state: stateOf(alarm.state),
    },
  }
}

export function configurationOf(alarm: Alarm) {
  const { description } = alarm
  const what = isComposite(alarm) ? { alarmRule: alarm.rule } : { metrics: metricsOf(alarm) }
  return { ...(description && { description }), ...what }
}

/** A query that the alarm was put without has an id all the same. */
const UNNAMED = '00000000-0000-0000-0000-000000000001'

function metricsOf({ queries, metric, stat, period, unit }: MetricAlarm) {
  const all: Query[] = queries ?? [
    { id: UNNAMED, returnData: true, stat: { metric: metric!, stat: stat!, period, unit } },
  ]
  return all.map(({ id, label, expression, stat, returnData, period }) => ({
    id,
    ...(stat && { metricStat: metricStat(stat) }),
    ...(expression && { expression }),
    ...(label && { label }),
    ...(expression && period && { period }),
    returnData,
  }))
}

function metricStat({ metric: { namespace, name, dimensions }, period, stat, unit }: NonNullable<Query['stat']>) {
  return { metric: { namespace, name, dimensions }, period, stat, ...(unit && { unit }) }
}

export const stateOf = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  ...(reasonData && { reasonData }),
  timestamp: stamp(at),
})
