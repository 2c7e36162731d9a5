import { describe, expect, it } from 'vitest'
import type { StateValue } from '#local/cloudwatch/alarm.ts'
import { parseAlarmRule } from '#local/cloudwatch/alarm-rule.ts'

const STATES: Record<string, StateValue> = { a: 'ALARM', b: 'OK', 'with space': 'INSUFFICIENT_DATA' }
const holds = (rule: string) => parseAlarmRule(rule).holds((name) => STATES[name]!)

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(a)', true],
    ['ALARM(b)', false],
    ['ALARM("a") AND OK(b)', true],
    ['ALARM(b) OR ALARM(a) AND ALARM(b)', false],
    ['(ALARM(b) OR ALARM(a)) AND NOT ALARM(b)', true],
    ['INSUFFICIENT_DATA("with space")', true],
    ['ALARM(arn:aws:cloudwatch:ap-southeast-1:000000000000:alarm:a)', true],
    ['NOT (TRUE AND FALSE)', true],
  ])('%s holds: %s', (rule, expected) => expect(holds(rule)).toBe(expected))

  it('names the alarms that it looks at, each once', () =>
    expect(parseAlarmRule('ALARM(a) OR (OK(b) AND ALARM(a))').alarms).toEqual(['a', 'b']))

  it.each(['', 'a', 'ALARM()', 'ALARM(a', 'ALARM(a) OK(b)', 'ALARM(a) XOR OK(b)', 'ALARM(a))'])('refuses %j', (rule) =>
    expect(() => parseAlarmRule(rule)).toThrow(/Invalid alarm rule expression/),
  )
})
