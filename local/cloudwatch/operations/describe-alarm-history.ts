import { page } from '../../paging/page.ts'
import type { CloudWatchContext } from '../context.ts'

export const describeAlarmHistory =
  ({ alarms }: CloudWatchContext) =>
  ({ AlarmName, HistoryItemType, StartDate, EndDate, MaxRecords = 100, NextToken: token, ScanBy }: any) => {
    const found = alarms
      .history()
      .filter(
        ({ alarm, type, at }) =>
          alarm === (AlarmName ?? alarm) &&
          type === (HistoryItemType ?? type) &&
          at >= (StartDate?.getTime() ?? 0) &&
          at <= (EndDate?.getTime() ?? Number.POSITIVE_INFINITY),
      )
    if (ScanBy !== 'TimestampAscending') found.reverse()
    const { items, NextToken } = page(found, token, MaxRecords)
    return {
      AlarmHistoryItems: items.map(({ alarm, at, type, summary, data }) => ({
        AlarmName: alarm,
        AlarmType: 'MetricAlarm',
        Timestamp: new Date(at),
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: data,
      })),
      NextToken,
    }
  }
