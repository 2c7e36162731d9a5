import type { Alarm, ComparisonOperator, StateValue } from './alarm.ts'
import type { Judgement } from './judge-alarm.ts'

export interface Datapoint {
  /** Start of the period, epoch ms. */
  at: number
  value: number | undefined
}

const WORDS: Record<ComparisonOperator, string> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

/** Why an alarm has a state, as CloudWatch words it, and the same as data (JSON text). */
export function alarmReason(
  alarm: Alarm,
  state: StateValue,
  { judged, breaching }: Judgement,
  range: Datapoint[],
  now: number,
): { reason: string; reasonData: string } {
  const real = range.filter((point): point is { at: number; value: number } => point.value !== undefined)
  const recent = real.slice(0, alarm.evaluationPeriods)
  const reasonData = {
    version: '1.0',
    queryDate: stamp(now),
    startDate: recent.length > 0 ? stamp(recent.at(-1)!.at) : undefined,
    statistic: alarm.stat,
    unit: alarm.unit,
    period: alarm.period,
    recentDatapoints: recent.map(({ value }) => value).reverse(),
    threshold: alarm.threshold,
    evaluatedDatapoints: range
      .slice(0, alarm.evaluationPeriods)
      .map(({ at, value }) => ({ timestamp: stamp(at), value })),
  }
  return { reason: wording(alarm, state, judged, breaching, recent), reasonData: JSON.stringify(reasonData) }
}

function wording(
  alarm: Alarm,
  state: StateValue,
  judged: Judgement['judged'],
  breaching: number,
  recent: { at: number; value: number }[],
): string {
  const total = judged.length
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`
  const needed = alarm.datapointsToAlarm ?? alarm.evaluationPeriods
  if (state === 'INSUFFICIENT_DATA') return `Insufficient Data: ${plural(total, 'datapoint')} were unknown.`
  const change = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK'
  const minimum = state === 'ALARM' ? needed : total - needed + 1
  const tail = `(minimum ${plural(minimum, 'datapoint')} for ${change} transition).`
  if (recent.length === 0) {
    const treated = alarm.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching'
    return `Threshold Crossed: no datapoints were received for ${plural(total, 'period')} and ${plural(total, 'missing datapoint')} were treated as [${treated}].`
  }
  const shown = recent.map(({ at, value }) => `${decimal(value)} (${shortStamp(at)})`).join(', ')
  const counted = state === 'ALARM' ? breaching : total - breaching
  const not = state === 'ALARM' ? '' : 'not '
  return `Threshold Crossed: ${counted} out of the last ${plural(total, 'datapoint')} [${shown}] ${counted === 1 ? 'was' : 'were'} ${not}${WORDS[alarm.comparison]} the threshold (${decimal(alarm.threshold)}) ${tail}`
}

const decimal = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value))

/** 2026-01-02T03:04:05.000+0000 */
export const stamp = (at: number) => new Date(at).toISOString().replace('Z', '+0000')

/** 02/01/26 03:04:05 */
function shortStamp(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  return `${date.slice(2).split('-').reverse().join('/')} ${time.slice(0, 8)}`
}
