import { page } from '../../paging/page.ts'
import type { CloudWatchContext } from '../context.ts'

export const describeAlarmHistory =
  ({ alarms }: CloudWatchContext) =>
  (input: any) => {
    const { AlarmName, AlarmTypes = ['MetricAlarm'], HistoryItemType, StartDate, EndDate } = input
    const { MaxRecords = 100, NextToken: token, ScanBy } = input
    const found = alarms
      .history()
      .filter(
        ({ alarm, type, at, kind }) =>
          AlarmTypes.includes(kind) &&
          alarm === (AlarmName ?? alarm) &&
          type === (HistoryItemType ?? type) &&
          at >= (StartDate?.getTime() ?? 0) &&
          at <= (EndDate?.getTime() ?? Number.POSITIVE_INFINITY),
      )
    if (ScanBy !== 'TimestampAscending') found.reverse()
    const { items, NextToken } = page(found, token, MaxRecords)
    return {
      AlarmHistoryItems: items.map(({ alarm, at, type, summary, data, kind }) => ({
        AlarmName: alarm,
        AlarmType: kind,
        Timestamp: new Date(at),
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: data,
      })),
      NextToken,
    }
  }
