import { describe, expect, test } from 'vitest'
import { ManifestInvalid } from '#shared/errors.ts'
import { parseManifest } from '#shared/manifest/parse-manifest.ts'
import { manifestText } from './manifest-text.ts'

const invocations = { metric: 'invocationsPerInstance', value: 700 }
const night = { name: 'night', cron: 'cron(0 22 ? * * *)', min: 1, max: 2 }
const hours = { from: '09:00', to: '18:00', timezone: 'Asia/Manila', min: 3, max: 9 }

function problems(scale: object, changes: Record<string, unknown> = {}): string[] {
  try {
    parseManifest(manifestText({ scale: { max: 4, ...scale }, ...changes }))
    return []
  } catch (error) {
    if (!(error instanceof ManifestInvalid)) throw error
    return error.problems.map(({ path, expected }) => `${path}: ${expected}`)
  }
}

describe('a scale section that cannot be', () => {
  test.each<[string, object, string, Record<string, unknown>?]>([
    ['bounds reversed', { min: 5 }, 'scale.min: at most scale.max, which is 4'],
    [
      'bounds of a schedule reversed',
      { schedules: [{ ...night, min: 3 }] },
      'scale.schedules[0].min: at most its max, which is 2',
    ],
    [
      'bounds of business hours reversed',
      { hours: { ...hours, min: 10 } },
      'scale.hours.min: at most its max, which is 9',
    ],
    [
      'no value and no measured maximum',
      { target: { metric: 'invocationsPerInstance' } },
      'scale.target: exactly one of value and measuredMaximum',
    ],
    [
      'a value beside a measured maximum',
      { target: { ...invocations, measuredMaximum: 1000 } },
      'scale.target: exactly one of value and measuredMaximum',
    ],
    [
      'a CPU that no instance has',
      { target: { metric: 'cpu', value: 10_000 } },
      'scale.target.value: at most 9600: CloudWatch counts 100 for each vCPU',
    ],
    [
      'a measured maximum of CPU',
      { target: { metric: 'cpu', measuredMaximum: 50 } },
      'scale.target.measuredMaximum: a value: a measured maximum sizes invocationsPerInstance alone',
    ],
    [
      'a backlog in real time',
      { target: { metric: 'backlogPerInstance', value: 5 } },
      'scale.target.metric: invocationsPerInstance, cpu, latency, concurrency, custom: that is what mode realtime publishes',
    ],
    [
      'invocations of an async endpoint',
      { target: invocations },
      'scale.target.metric: backlogPerInstance, cpu, custom: that is what mode async publishes',
      { 'deploy.mode': 'async' },
    ],
    [
      'a share of provisioned concurrency above 1',
      { target: { metric: 'provisionedConcurrency', value: 70 } },
      'scale.target.value: at most 1: it is a share of what is provisioned, such as 0.7',
      { deploy: { mode: 'serverless', serverless: { provisionedConcurrency: 2 } } },
    ],
    [
      'more provisioned than there is concurrency',
      { max: 9, target: { metric: 'provisionedConcurrency', value: 0.7 } },
      'scale.max: at most deploy.serverless.maxConcurrency, which is 5',
      { deploy: { mode: 'serverless', serverless: { provisionedConcurrency: 2 } } },
    ],
    [
      'custom without a metric',
      { target: { metric: 'custom', value: 1 } },
      'scale.target.custom: scale.target.custom, with the metric to hold',
    ],
    [
      'half a custom metric',
      { target: { metric: 'custom', value: 1, custom: { name: 'Depth' } } },
      'scale.target.custom: namespace and name, or math',
    ],
    [
      'a term of math that is neither',
      { target: { metric: 'custom', value: 1, custom: { math: [{ id: 'm1', name: 'Depth' }] } } },
      'scale.target.custom.math[0]: an expression, or namespace, name and statistic',
    ],
    ['a step without a side', { steps: [{ metric: 'cpu', add: 1 }] }, 'scale.steps[0]: exactly one of above and below'],
    [
      'a step without a change',
      { steps: [{ metric: 'cpu', above: 80 }] },
      'scale.steps[0]: exactly one of add, percent and exact',
    ],
    [
      'steps of one alarm that differ',
      {
        steps: [
          { metric: 'cpu', above: 80, add: 1 },
          { metric: 'cpu', above: 90, percent: 50 },
        ],
      },
      'scale.steps[1]: the same kind of change, minutes and cooldown for all steps above on cpu',
    ],
    [
      'a day that never comes',
      { schedules: [{ ...night, cron: 'cron(0 8 31 2 ? *)' }] },
      'scale.schedules[0].cron: a day that there is: this one never comes',
    ],
    [
      'a schedule without a time',
      { schedules: [{ ...night, cron: undefined }] },
      'scale.schedules[0]: exactly one of cron and at',
    ],
    [
      'a name twice',
      { schedules: [night, { ...night, cron: 'cron(0 6 ? * * *)' }] },
      'scale.schedules[1].name: each name once',
    ],
    [
      'a time that is none',
      { schedules: [{ ...night, cron: undefined, at: 'at(2026-02-30T08:00:00)' }] },
      'scale.schedules[0].at: at(2026-12-24T08:00:00); no such time',
    ],
    [
      'a time that a change of clocks leaves out',
      { schedules: [{ ...night, cron: undefined, at: 'at(2026-03-08T02:30:00)', timezone: 'America/New_York' }] },
      'scale.schedules[0].at: a time that there is in America/New_York: a change of clocks leaves this one out',
    ],
    [
      'an unknown zone',
      { schedules: [{ ...night, timezone: 'Asia/Manilla' }] },
      'scale.schedules[0].timezone: an IANA time zone, such as Asia/Manila or UTC',
    ],
    [
      'schedules that clash, in two zones',
      {
        schedules: [
          { ...night, name: 'manila', cron: 'cron(0 8 ? * MON-FRI *)', timezone: 'Asia/Manila', max: 3 },
          { ...night, name: 'utc', cron: 'cron(0 0 * * ? *)' },
        ],
      },
      'scale.schedules[1]: another minute: manila sets other bounds at 2028-01-03T00:00 UTC too, and which one wins is chance',
    ],
    [
      'a schedule that clashes with business hours',
      { hours, schedules: [{ ...night, cron: 'cron(0 10 ? * TUE *)' }] },
      'scale.schedules[0]: another minute: hours-end sets other bounds at 2028-01-04T10:00 UTC too, and which one wins is chance',
    ],
    [
      'business hours that end before they begin',
      { hours: { ...hours, to: '07:00' } },
      'scale.hours.to: later than from, which is 09:00: nights are two entries of schedules',
    ],
    [
      'a scheduled action at odds with the target',
      { target: invocations, schedules: [{ ...night, min: 2 }] },
      'scale.schedules[0].max: more than its min, or no scale.target: invocationsPerInstance cannot be held by a fleet of exactly 2',
    ],
  ])('%s', (_name, scale, problem, changes) => {
    expect(problems(scale, changes)).toContain(problem)
  })
})

describe('a scale section that can be', () => {
  test.each<[string, object, Record<string, unknown>?]>([
    [
      'business hours in one line, with holidays',
      { hours: { ...hours, holidays: ['2026-12-25'] }, target: invocations },
    ],
    ['a measured maximum', { target: { metric: 'invocationsPerInstance', measuredMaximum: 1000 } }],
    [
      'a backlog to zero and back',
      { min: 0, target: { metric: 'backlogPerInstance', value: 5 } },
      { 'deploy.mode': 'async' },
    ],
    [
      'provisioned concurrency',
      { target: { metric: 'provisionedConcurrency', value: 0.7 } },
      { deploy: { mode: 'serverless', serverless: { provisionedConcurrency: 2 } } },
    ],
    ['29 February', { schedules: [{ ...night, cron: 'cron(0 8 29 2 ? *)' }] }],
    ['two schedules at one minute that say the same', { schedules: [night, { ...night, name: 'again' }] }],
    ['a rate', { schedules: [{ ...night, cron: 'rate(6 hours)' }] }],
    [
      'metric math',
      {
        target: {
          metric: 'custom',
          value: 3,
          custom: {
            math: [
              { id: 'depth', namespace: 'AWS/SQS', name: 'ApproximateNumberOfMessagesVisible', statistic: 'Sum' },
              { id: 'each', expression: 'depth / 2' },
            ],
          },
        },
      },
    ],
  ])('%s', (_name, scale, changes) => {
    expect(problems(scale, changes)).toEqual([])
  })
})
