import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TreatMissingData } from '#local/cloudwatch/alarm.ts'
import { type AlarmRule, judgeAlarm } from '#local/cloudwatch/judge-alarm.ts'

/** Oldest first, as AWS's documentation prints it: 0 is fine, X breaches, - is missing. */
const range = (text: string) =>
  text
    .split(' ')
    .reverse()
    .map((sign) => (sign === '-' ? undefined : sign === 'X' ? 9 : 0))

const TREATMENTS: TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching']
const rule = (datapointsToAlarm: number, treatMissingData: TreatMissingData, evaluationPeriods = 3): AlarmRule => ({
  threshold: 5,
  comparison: 'GreaterThanThreshold',
  evaluationPeriods,
  datapointsToAlarm,
  treatMissingData,
})
const states = (text: string, datapointsToAlarm: number) =>
  TREATMENTS.map((treat) => judgeAlarm(rule(datapointsToAlarm, treat), range(text)).state ?? 'kept')

describe('an alarm', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', 'kept', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'kept', 'ALARM', 'OK']],
    ['- - - - X', ['kept', 'kept', 'ALARM', 'OK']],
  ])('of 3 out of 3 datapoints judges %s as documented', (text, expected) => expect(states(text, 3)).toEqual(expected))

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'kept', 'ALARM', 'OK']],
  ])('of 2 out of 3 datapoints judges %s as documented', (text, expected) => expect(states(text, 2)).toEqual(expected))

  it.each([
    ['GreaterThanThreshold', 5, 'OK'],
    ['GreaterThanOrEqualToThreshold', 5, 'ALARM'],
    ['LessThanThreshold', 5, 'OK'],
    ['LessThanOrEqualToThreshold', 5, 'ALARM'],
    ['LessThanThreshold', 4.9, 'ALARM'],
  ] as const)('%s of 5 judges %d as %s', (comparison, value, expected) => {
    expect(judgeAlarm({ ...rule(1, 'missing', 1), comparison }, [value]).state).toBe(expected)
  })

  it('with all its data alarms exactly when enough of the newest values breach', () => {
    const values = fc.array(fc.constantFrom(0, 9), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 3 }), fc.constantFrom(...TREATMENTS), (points, needed, treat) => {
        const breaching = points.slice(0, 3).filter((value) => value > 5).length
        expect(judgeAlarm(rule(needed, treat), points).state).toBe(breaching >= needed ? 'ALARM' : 'OK')
      }),
    )
  })

  it('that treats missing data as good is never worse off by losing a bad value', () => {
    const values = fc.array(fc.constantFrom(0, 9, undefined), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 3 }), (points, needed) => {
        const good = judgeAlarm(rule(needed, 'notBreaching'), points).state
        const bad = judgeAlarm(rule(needed, 'breaching'), points).state
        expect([good, bad]).not.toEqual(['ALARM', 'OK'])
      }),
    )
  })
})
