import type { AwsEvent } from '../kernel/kernel.ts'
import type { Alarm, AlarmState } from './alarm.ts'
import { stamp } from './alarm-reason.ts'

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

export function configurationOf({ description, metric, period, stat, unit, queryId }: Alarm) {
  const { namespace, name, dimensions } = metric
  const metricStat = { metric: { namespace, name, dimensions }, period, stat, ...(unit && { unit }) }
  const id = queryId ?? '00000000-0000-0000-0000-000000000001'
  return { ...(description && { description }), metrics: [{ id, metricStat, returnData: true }] }
}

export const stateOf = ({ value, reason, reasonData, at }: AlarmState) => ({
  value,
  reason,
  ...(reasonData && { reasonData }),
  timestamp: stamp(at),
})
