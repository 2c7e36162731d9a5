import type { Kernel, Service } from '../kernel/kernel.ts'
import type { MetricAlarm } from './alarm.ts'
import { AlarmBook } from './alarm-book.ts'
import type { AlarmSignal } from './alarm-signal.ts'
import { AlarmWatch } from './alarm-watch.ts'
import type { CloudWatchContext } from './context.ts'
import { DashboardBook } from './dashboard-book.ts'
import { embeddedMetrics } from './embedded-metrics.ts'
import { MetricStore } from './metric-store.ts'
import { deleteAlarms, setAlarmState, switchAlarmActions } from './operations/change-alarms.ts'
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './operations/dashboards.ts'
import { describeAlarmHistory } from './operations/describe-alarm-history.ts'
import { describeAlarms, describeAlarmsForMetric } from './operations/describe-alarms.ts'
import { getMetricData } from './operations/get-metric-data.ts'
import { getMetricStatistics } from './operations/get-metric-statistics.ts'
import { listMetrics } from './operations/list-metrics.ts'
import { putCompositeAlarm } from './operations/put-composite-alarm.ts'
import { putMetricAlarm } from './operations/put-metric-alarm.ts'
import { putMetricData } from './operations/put-metric-data.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { cloudWatchPermissions } from './permissions.ts'

/** What Application Auto Scaling needs beside the operations. */
export interface CloudWatchService extends Service {
  alarmsCalling(policyArn: string): MetricAlarm[]
  signalsTo(policyArn: string): AlarmSignal[]
}

/** CloudWatch: metrics, also from log lines in the embedded metric format, and alarms that act. */
export function createCloudWatch(kernel: Kernel): CloudWatchService {
  const metrics = new MetricStore(kernel)
  const alarms = new AlarmBook(kernel)
  const watch = new AlarmWatch(kernel, alarms, metrics)
  const context: CloudWatchContext = { kernel, metrics, alarms, watch, dashboards: new DashboardBook(kernel) }
  const stopListening = [
    kernel.onMetric(({ namespace, name, dimensions, value, unit, resolution }) =>
      metrics.record({ namespace, name, dimensions }, unit, kernel.clock.now(), { values: [[value, 1]] }, resolution),
    ),
    kernel.onLog((_group, _stream, line) => {
      for (const { namespace, name, dimensions, unit, at, values, resolution } of embeddedMetrics(line))
        metrics.record(
          { namespace, name, dimensions },
          unit,
          at ?? kernel.clock.now(),
          { values: values.map((value) => [value, 1]) },
          resolution,
        )
    }),
  ]
  return {
    name: 'cloudwatch',
    operations: {
      DeleteDashboards: deleteDashboards(context),
      GetDashboard: getDashboard(context),
      ListDashboards: listDashboards(context),
      ListTagsForResource: listTagsForResource(context),
      PutCompositeAlarm: putCompositeAlarm(context),
      PutDashboard: putDashboard(context),
      TagResource: tagResource(context),
      UntagResource: untagResource(context),
      DeleteAlarms: deleteAlarms(context),
      DescribeAlarmHistory: describeAlarmHistory(context),
      DescribeAlarms: describeAlarms(context),
      DescribeAlarmsForMetric: describeAlarmsForMetric(context),
      DisableAlarmActions: switchAlarmActions(context, false),
      EnableAlarmActions: switchAlarmActions(context, true),
      GetMetricData: getMetricData(context),
      GetMetricStatistics: getMetricStatistics(context),
      ListMetrics: listMetrics(context),
      PutMetricAlarm: putMetricAlarm(context),
      PutMetricData: putMetricData(context),
      SetAlarmState: setAlarmState(context),
    },
    permissions: cloudWatchPermissions(kernel),
    alarmsCalling: (policyArn) => watch.calling(policyArn),
    signalsTo: (policyArn) => watch.signalsTo(policyArn),
    start() {
      watch.arm()
      watch.actions.outbox.resume()
    },
    stop() {
      for (const stop of stopListening) stop()
      watch.stop()
      metrics.flush()
    },
  }
}
