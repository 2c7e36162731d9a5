import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch'

const client = new CloudWatchClient({})

/** Most names that one DescribeAlarms takes. */
const mostNames = 100

/** The alarms of these names, and those over the endpoint whose names begin with `prefix`. */
export async function readScalingAlarms(names: string[], prefix: string, endpoint: string): Promise<MetricAlarm[]> {
  const found = new Map<string, MetricAlarm>()
  for (let at = 0; at < names.length; at += mostNames) {
    const AlarmNames = names.slice(at, at + mostNames)
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames, MaxRecords: mostNames }))
    for (const alarm of MetricAlarms) found.set(alarm.AlarmName!, alarm)
  }
  let NextToken: string | undefined
  do {
    const page = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, NextToken }))
    // The name of another line's endpoint may begin so as well.
    const own = (page.MetricAlarms ?? []).filter(({ Dimensions }) =>
      Dimensions?.some(({ Value }) => Value === endpoint),
    )
    for (const alarm of own) found.set(alarm.AlarmName!, alarm)
    NextToken = page.NextToken
  } while (NextToken)
  return [...found.values()]
}
