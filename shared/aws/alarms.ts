import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch'
import type { AlarmState } from '#shared/domain/alarms-ready.ts'

const client = new CloudWatchClient({})

/** Most names that one DescribeAlarms takes. */
const mostNames = 100

/** Puts an alarm; the same one again changes nothing. */
export async function putAlarm(alarm: PutMetricAlarmCommandInput): Promise<void> {
  await client.send(new PutMetricAlarmCommand(alarm))
}

/** Those of the alarms that there are. */
export async function readAlarms(names: string[]): Promise<AlarmState[]> {
  if (names.length === 0) return []
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({
      AlarmNames: names.slice(0, mostNames),
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: mostNames,
    }),
  )
  return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue, StateReason }) => ({
    name: AlarmName!,
    state: StateValue!,
    ...(StateReason && { reason: StateReason }),
  }))
}

/** Names of the alarms that begin with `prefix`. */
export async function alarmsUnder(prefix: string): Promise<string[]> {
  const names: string[] = []
  let NextToken: string | undefined
  do {
    const page = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, NextToken }))
    names.push(...(page.MetricAlarms ?? []).map(({ AlarmName }) => AlarmName!))
    NextToken = page.NextToken
  } while (NextToken)
  return names
}

/** Removes alarms; one that is gone already keeps none of the others. */
export async function removeAlarms(names: string[]): Promise<void> {
  for (const name of names) {
    try {
      await client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }))
    } catch (error) {
      if (!(error instanceof Error) || !error.name.startsWith('ResourceNotFound')) throw error
    }
  }
}

/**
 * Requests that an endpoint answered between two times; those of one config where that is named. The period that `from`
 * lies in does not count: what came before it, such as a smoke test, is in there too.
 */
export async function requestsServed(
  endpoint: string,
  configName: string | undefined,
  from: string,
  to: string,
): Promise<number> {
  const Period = periodFor(from, to)
  const StartTime = new Date(Math.ceil((Date.parse(from) + 1) / (Period * 1000)) * Period * 1000)
  if (StartTime >= new Date(to)) return 0
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocations',
      Dimensions: [
        { Name: 'EndpointName', Value: endpoint },
        { Name: 'VariantName', Value: 'main' },
        ...(configName ? [{ Name: 'EndpointConfigName', Value: configName }] : []),
      ],
      StartTime,
      EndTime: new Date(to),
      Period,
      Statistics: ['Sum'],
    }),
  )
  return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)
}

/** One answer holds 1,440 points; a period is a multiple of a minute. */
function periodFor(from: string, to: string): number {
  const minutes = Math.ceil((Date.parse(to) - Date.parse(from)) / 60_000 / 1000)
  return 60 * Math.max(1, minutes)
}
