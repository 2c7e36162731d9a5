import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch'
import type { AlarmState } from '#shared/domain/alarms-ready.ts'

const client = new CloudWatchClient({})

/** Puts an alarm; the same one again changes nothing. */
export async function putAlarm(alarm: PutMetricAlarmCommandInput): Promise<void> {
  await client.send(new PutMetricAlarmCommand(alarm))
}

/** Those of the named alarms that there are. At most a hundred names. */
export async function readAlarms(names: string[]): Promise<AlarmState[]> {
  if (names.length === 0) return []
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: names, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 }),
  )
  return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue, StateReason }) => ({
    name: AlarmName!,
    state: StateValue!,
    ...(StateReason && { reason: StateReason }),
  }))
}

/** Removes alarms; those that are gone already are no matter. */
export async function removeAlarms(names: string[]): Promise<void> {
  if (names.length > 0) await client.send(new DeleteAlarmsCommand({ AlarmNames: names }))
}
