import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextCron, parseCron } from '#local/scheduler/expression/cron.ts'
import { nextOccurrence, parseScheduleExpression } from '#local/scheduler/expression/schedule-expression.ts'

const times = (cron: string, from: string, count: number, zone = 'UTC') => {
  const found: string[] = []
  let at: number | undefined = Date.parse(from)
  while (found.length < count && at !== undefined) {
    at = nextCron(parseCron(cron), at, zone)
    if (at !== undefined) found.push(new Date(at).toISOString().replace(':00.000Z', ''))
  }
  return found
}

describe('a cron expression', () => {
  it.each([
    ['at a time of day', '0 8 * * ? *', '2026-01-01T08:00:00Z', ['2026-01-02T08:00', '2026-01-03T08:00']],
    ['on weekdays by name', '15 9 ? * MON-FRI *', '2026-01-02T10:00:00Z', ['2026-01-05T09:15', '2026-01-06T09:15']],
    ['on weekdays by number, Sunday is 1', '0 0 ? * 1 *', '2026-01-01T00:00:00Z', ['2026-01-04T00:00']],
    [
      'in steps',
      '0/25 10 * * ? *',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T10:00', '2026-01-01T10:25', '2026-01-01T10:50', '2026-01-02T10:00'],
    ],
    [
      'in steps over a range',
      '0 8-18/5 * * ? *',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T08:00', '2026-01-01T13:00', '2026-01-01T18:00'],
    ],
    ['on the last day of the month', '0 0 L * ? *', '2028-02-01T00:00:00Z', ['2028-02-29T00:00', '2028-03-31T00:00']],
    ['on the weekday nearest to a Saturday', '0 0 15W 8 ? 2026', '2026-01-01T00:00:00Z', ['2026-08-14T00:00']],
    ['on the weekday nearest to a Sunday', '0 0 15W 11 ? 2026', '2026-01-01T00:00:00Z', ['2026-11-16T00:00']],
    ['nearest weekday never leaves the month', '0 0 1W 8 ? 2026', '2026-01-01T00:00:00Z', ['2026-08-03T00:00']],
    ['on the last weekday of the month', '0 0 LW 5 ? 2026', '2026-01-01T00:00:00Z', ['2026-05-29T00:00']],
    ['on the second Tuesday', '0 0 ? * 3#2 *', '2026-01-01T00:00:00Z', ['2026-01-13T00:00', '2026-02-10T00:00']],
    [
      'on the fifth Friday, where there is one',
      '0 0 ? * FRI#5 *',
      '2026-01-01T00:00:00Z',
      ['2026-01-30T00:00', '2026-05-29T00:00'],
    ],
    ['on the last Friday', '0 0 ? * 6L *', '2026-01-01T00:00:00Z', ['2026-01-30T00:00', '2026-02-27T00:00']],
    [
      'on the 31st, where there is one',
      '0 0 31 * ? *',
      '2026-01-31T00:00:00Z',
      ['2026-03-31T00:00', '2026-05-31T00:00'],
    ],
    ['on 29 February', '0 0 29 2 ? *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00']],
    [
      'on a range over the end of the week',
      '0 0 ? * FRI-MON *',
      '2026-01-05T00:00:00Z',
      ['2026-01-09T00:00', '2026-01-10T00:00', '2026-01-11T00:00', '2026-01-12T00:00'],
    ],
    [
      'on listed days and hours',
      '30 6,18 1,15 JAN,JUL ? 2026-2027',
      '2026-01-15T07:00:00Z',
      ['2026-01-15T18:30', '2026-07-01T06:30'],
    ],
  ])('fires %s', (_why, cron, from, expected) => expect(times(cron, from, expected.length)).toEqual(expected))

  it('ends with its last year', () =>
    expect(times('0 0 1 1 ? 2027', '2026-05-01T00:00:00Z', 5)).toEqual(['2027-01-01T00:00']))

  it('keeps the local time through a year with two changes of clocks', () => {
    const found = times('0 8 * * ? *', '2026-01-01T12:00:00Z', 365, 'Europe/Berlin')
    expect(
      found.filter((time) => time.endsWith('T07:00')).length + found.filter((time) => time.endsWith('T06:00')).length,
    ).toBe(365)
    expect(found[found.indexOf('2026-03-28T07:00') + 1]).toBe('2026-03-29T06:00')
    expect(found[found.indexOf('2026-10-24T06:00') + 1]).toBe('2026-10-25T07:00')
  })

  it('skips a local time that does not exist', () => {
    expect(times('30 2 * * ? *', '2026-03-27T12:00:00Z', 3, 'Europe/Berlin')).toEqual([
      '2026-03-28T01:30',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ])
  })

  it('fires once at a local time that comes twice', () => {
    expect(times('30 1 * * ? *', '2026-10-31T12:00:00Z', 2, 'America/New_York')).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ])
  })

  it('knows zones whose clocks change by half an hour', () => {
    expect(times('0 12 * * ? *', '2026-04-03T12:00:00Z', 2, 'Australia/Lord_Howe')).toEqual([
      '2026-04-04T01:00',
      '2026-04-05T01:30',
    ])
  })

  it.each([
    ['five fields', '0 8 * * ?'],
    ['no question mark', '0 8 * * * *'],
    ['two question marks', '0 8 ? * ? *'],
    ['an impossible minute', '60 8 * * ? *'],
    ['an unknown name', '0 8 ? * FOO *'],
    ['a sixth week', '0 8 ? * 3#6 *'],
    ['a step of nothing', '0/0 8 * * ? *'],
  ])('is refused with %s', (_why, cron) => expect(() => parseCron(cron)).toThrow())

  it('never goes backwards, and every time it names fits its fields', () => {
    const field = (min: number, max: number) => fc.oneof(fc.constant('*'), fc.integer({ min, max }).map(String))
    const zones = fc.constantFrom('UTC', 'Asia/Manila', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe')
    fc.assert(
      fc.property(
        field(0, 59),
        field(0, 23),
        field(1, 28),
        field(1, 12),
        zones,
        fc.integer({ min: 0, max: 500 }),
        (minute, hour, day, month, zone, offset) => {
          const after = Date.UTC(2026, 0, 1) + offset * 86_400_000
          const next = nextCron(parseCron(`${minute} ${hour} ${day} ${month} ? *`), after, zone)!
          expect(next).toBeGreaterThan(after)
          const parts = new Intl.DateTimeFormat('en-GB', {
            timeZone: zone,
            hour: 'numeric',
            minute: 'numeric',
            day: 'numeric',
            month: 'numeric',
            hourCycle: 'h23',
          }).formatToParts(next)
          const part = (type: string) => String(Number(parts.find((one) => one.type === type)!.value))
          for (const [wanted, type] of [
            [minute, 'minute'],
            [hour, 'hour'],
            [day, 'day'],
            [month, 'month'],
          ] as const)
            if (wanted !== '*') expect(part(type)).toBe(wanted)
        },
      ),
    )
  })
})

describe('a schedule expression', () => {
  const anchor = Date.UTC(2026, 0, 1)

  it('reads a rate, counted from its anchor', () => {
    const rate = parseScheduleExpression('rate(90 minutes)')
    expect(nextOccurrence(rate, anchor, { anchor, zone: 'UTC' })).toBe(anchor + 5_400_000)
    expect(nextOccurrence(rate, anchor + 5_400_000 + 1, { anchor, zone: 'UTC' })).toBe(anchor + 2 * 5_400_000)
    expect(nextOccurrence(rate, anchor - 10 * 86_400_000, { anchor, zone: 'UTC' })).toBe(anchor)
  })

  it('reads a local time', () => {
    const at = parseScheduleExpression('at(2026-07-01T09:00:00)')
    expect(nextOccurrence(at, anchor, { anchor, zone: 'Asia/Manila' })).toBe(Date.UTC(2026, 6, 1, 1))
  })

  it.each([
    'rate(1 hours)',
    'rate(5 minute)',
    'rate(0 days)',
    'rate(1 second)',
    'at(2026-02-30T00:00:00)',
    'at(2026-01-01)',
    'every day',
    'cron()',
  ])('refuses %s', (text) => expect(() => parseScheduleExpression(text)).toThrow())
})
