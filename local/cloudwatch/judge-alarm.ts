import type { ComparisonOperator, StateValue, TreatMissingData } from './alarm.ts'

export interface AlarmRule {
  threshold: number
  comparison: ComparisonOperator
  evaluationPeriods: number
  datapointsToAlarm: number
  treatMissingData: TreatMissingData
}

/** Periods that CloudWatch looks back beyond those it judges, so as to find enough real data. */
export const LOOKED_BACK_FURTHER = 2

const BREACHES: Record<ComparisonOperator, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
}

export interface Judgement {
  /** Undefined: the alarm keeps the state it has. */
  state: StateValue | undefined
  /** The values judged, newest first; undefined stands for a missing one that was filled. */
  judged: (number | undefined)[]
  breaching: number
}

/**
 * Judges the values of the evaluation range (newest first, undefined where missing) as CloudWatch documents it: when
 * there are enough real values, the newest of them decide, however far apart; else missing ones are treated as told.
 */
export function judgeAlarm(rule: AlarmRule, range: readonly (number | undefined)[]): Judgement {
  const breaches = (value: number) => BREACHES[rule.comparison](value, rule.threshold)
  const real = range.filter((value) => value !== undefined).slice(0, rule.evaluationPeriods)
  const breaching = real.filter(breaches).length
  const filled = rule.evaluationPeriods - real.length
  const decide = (count: number): StateValue => (count >= rule.datapointsToAlarm ? 'ALARM' : 'OK')
  const judged: (number | undefined)[] = [...real, ...Array<undefined>(filled).fill(undefined)]
  const judgement = (state: StateValue | undefined, count = breaching) => ({ state, judged, breaching: count })

  if (filled === 0) return judgement(decide(breaching))
  if (rule.treatMissingData === 'breaching') return judgement(decide(breaching + filled), breaching + filled)
  if (rule.treatMissingData === 'notBreaching') return judgement(decide(breaching))
  if (real.length === 0) return judgement(rule.treatMissingData === 'missing' ? 'INSUFFICIENT_DATA' : undefined)
  // One good value is enough to know.
  if (breaching < real.length || breaching >= rule.datapointsToAlarm) return judgement(decide(breaching))
  if (rule.treatMissingData === 'ignore') return judgement(undefined)
  // Only bad values, and too few: an alarm all the same once the oldest is as old as the number that makes one.
  const age = range.findLastIndex((value) => value !== undefined) + 1
  return judgement(age >= rule.datapointsToAlarm ? 'ALARM' : undefined)
}
