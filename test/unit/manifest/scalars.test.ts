import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationSeconds } from '#shared/manifest/duration.ts'
import { nearest } from '#shared/manifest/nearest.ts'
import { scheduleExpressionProblem } from '#shared/manifest/schedule-expression.ts'

describe('durations', () => {
  test.each([
    ['0s', 0],
    ['90s', 90],
    ['5m', 300],
    ['1h30m', 5400],
    ['7d', 604_800],
    ['2w', 1_209_600],
  ])('%s are %i seconds', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds)
  })

  test.each(['', '5', 'm', '5 m', '-5m', '5m1h', '1.5h', '5M'])('%j is none', (text) => {
    expect(() => durationSeconds(text)).toThrow(RangeError)
  })

  test('parts add up, whatever they are', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(500), (days, hours, minutes) => {
        expect(durationSeconds(`${days}d${hours}h${minutes}m`)).toBe(days * 86_400 + hours * 3600 + minutes * 60)
      }),
    )
  })
})

describe('schedule expressions', () => {
  test.each([
    'rate(1 hour)',
    'rate(5 minutes)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0/15 8-17 1,15 * ? 2026)',
    'cron(0 0 L * ? *)',
  ])('%s is sound', (expression) => {
    expect(scheduleExpressionProblem(expression)).toBeUndefined()
  })

  test.each([
    ['every day', /neither cron/],
    ['rate(0 days)', /at least 1/],
    ['rate(1 fortnight)', /neither cron/],
    ['cron(0 18 * * *)', /6 fields, this one 5/],
    ['cron(0 18 * * MON *)', /exactly one/],
    ['cron(60 18 ? * MON *)', /minutes go from 0 to 59/],
    ['cron(0 24 ? * MON *)', /hours go from 0 to 23/],
    ['cron(x 18 ? * MON *)', /minutes/],
  ])('%s is not', (expression, problem) => {
    expect(scheduleExpressionProblem(expression)).toMatch(problem)
  })
})

describe('the nearest known word', () => {
  const known = ['quietPeriod', 'format', 'source', 'label']
  test.each([
    ['quietperiod', 'quietPeriod'],
    ['quitePeriod', 'quietPeriod'],
    ['fromat', 'format'],
    ['labl', 'label'],
    ['zebra', undefined],
  ])('of %s is %s', (word, near) => {
    expect(nearest(word, known)).toBe(near)
  })
})
