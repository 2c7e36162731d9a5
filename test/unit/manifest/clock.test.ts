import { expect, test } from 'vitest'
import { nextOccurrence, parseScheduleExpression } from '#local/scheduler/expression/schedule-expression.ts'
import { occasionsOf } from '#shared/manifest/clock/occasions.ts'

const year = [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)] as const

test.each([
  ['cron(30 9 ? * MON-FRI *)', 'Asia/Manila'],
  ['cron(30 2 * * ? *)', 'America/New_York'],
  ['cron(0/20 1-3 ? * SUN *)', 'Europe/Berlin'],
  ['cron(0 8 15W * ? *)', 'UTC'],
  ['cron(0 8 LW * ? *)', 'Australia/Lord_Howe'],
  ['cron(0 8 L 1,6-9 ? 2026)', 'UTC'],
  ['cron(5 0 ? * 3#2 *)', 'America/Sao_Paulo'],
  ['cron(5 0 ? JAN-JUN 6L 2020/2)', 'UTC'],
  ['cron(5 22-2/2 ? NOV-FEB FRI-MON *)', 'America/New_York'],
  ['at(2026-03-08T02:30:00)', 'America/New_York'],
  ['at(2026-11-01T01:30:00)', 'America/New_York'],
])('%s in %s falls due as the runtime’s scheduler has it, over both changes of clocks', (expression, zone) => {
  const ours = [...occasionsOf({ expression, timezone: zone }, ...year)]
  const parsed = parseScheduleExpression(expression)
  const theirs: number[] = []
  let next = nextOccurrence(parsed, year[0] - 1, { anchor: 0, zone })
  while (next !== undefined && next < year[1]) {
    theirs.push(next)
    next = nextOccurrence(parsed, next, { anchor: 0, zone })
  }
  expect(ours.map((at) => new Date(at).toISOString())).toEqual(theirs.map((at) => new Date(at).toISOString()))
})
