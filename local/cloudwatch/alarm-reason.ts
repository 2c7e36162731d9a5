import { decimal, decimalText } from '../wire/decimal.ts'
import type { ComparisonOperator, MetricAlarm, StateValue } from './alarm.ts'
import type { Judgement } from './judge-alarm.ts'

export interface Datapoint {
  /** Start of the period, epoch ms. */
  at: number
  value: number | undefined
  /** Samples of the period, of an alarm on one metric. */
  sampleCount?: number
}

type Known = Datapoint & { value: number }

const WORDS: Record<ComparisonOperator, string> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

/** Why an alarm has a state, as CloudWatch words it, and the same as data (JSON text). */
export function alarmReason(
  alarm: MetricAlarm,
  state: StateValue,
  { judged, breaching }: Judgement,
  range: Datapoint[],
  now: number,
): { reason: string; reasonData: string } {
  const recent = range.filter((point): point is Known => point.value !== undefined).slice(0, alarm.evaluationPeriods)
  const reasonData = {
    version: '1.0',
    queryDate: stamp(now),
    startDate: recent.length > 0 ? stamp(recent.at(-1)!.at) : undefined,
    unit: alarm.unit,
    statistic: alarm.stat,
    period: alarm.period,
    recentDatapoints: recent.map(({ value }) => decimal(value)).reverse(),
    threshold: decimal(alarm.threshold),
    evaluatedDatapoints: range.slice(0, alarm.evaluationPeriods).map(({ at, value, sampleCount }) => ({
      timestamp: stamp(at),
      sampleCount: sampleCount === undefined ? undefined : decimal(sampleCount),
      value: value === undefined ? undefined : decimal(value),
    })),
  }
  return { reason: wording(alarm, state, judged, breaching, recent), reasonData: JSON.stringify(reasonData) }
}

function wording(
  alarm: MetricAlarm,
  state: StateValue,
  judged: Judgement['judged'],
  breaching: number,
  recent: Known[],
): string {
  const total = judged.length
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${plural(total, 'datapoint')} ${were(total)} unknown.`
  if (recent.length === 0) {
    const treated = alarm.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching'
    return `Threshold Crossed: no datapoints were received for ${plural(total, 'period')} and ${plural(total, 'missing datapoint')} ${were(total)} treated as [${treated}].`
  }
  const shown = recent.map(({ at, value }) => `${decimalText(value)} (${shortStamp(at)})`).join(', ')
  const compared = `${state === 'ALARM' ? '' : 'not '}${WORDS[alarm.comparison]} the threshold (${decimalText(alarm.threshold)})`
  // Only an alarm that says how many datapoints make it is told in these terms.
  if (alarm.datapointsToAlarm === undefined)
    return `Threshold Crossed: ${plural(recent.length, 'datapoint')} [${shown}] ${were(recent.length)} ${compared}.`
  const [counted, minimum, change] =
    state === 'ALARM'
      ? [breaching, alarm.datapointsToAlarm, 'OK -> ALARM']
      : [total - breaching, total - alarm.datapointsToAlarm + 1, 'ALARM -> OK']
  return `Threshold Crossed: ${counted} out of the last ${total} datapoints [${shown}] ${were(counted)} ${compared} (minimum ${plural(minimum, 'datapoint')} for ${change} transition).`
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

const were = (count: number) => (count === 1 ? 'was' : 'were')

/** 2026-01-02T03:04:05.000+0000 */
export const stamp = (at: number) => new Date(at).toISOString().replace('Z', '+0000')

/** 02/01/26 03:04:05 */
function shortStamp(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  return `${date.slice(2).split('-').reverse().join('/')} ${time.slice(0, 8)}`
}
