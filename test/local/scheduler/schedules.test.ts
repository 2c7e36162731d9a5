import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { createScheduler } from '#local/scheduler/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'
import { type Recorded, recorder } from '#test/support/recorder.ts'

const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000
const FUNCTION = 'arn:aws:lambda:ap-southeast-1:000000000000:function:tick'
const ROLE = 'arn:aws:iam::000000000000:role/scheduler'

let stateDir: string
let served: Served
let clock: VirtualClock
let scheduler: SchedulerClient
let calls: Recorded[]
let refuse: () => void

async function up(start = START) {
  clock = new VirtualClock({ auto: false, start })
  served = await serve({ clock, stateDir })
  const { kernel } = served
  const lambda = recorder(kernel, 'lambda', ['Invoke'], () => refuse())
  calls = lambda.calls
  for (const service of [lambda.service, createSqs(kernel), createScheduler(kernel)]) kernel.register(service)
  for (const service of kernel.services()) await service.start?.()
  scheduler = new SchedulerClient(served.client)
}

beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'trimtab-test-'))
  refuse = () => {}
  await up()
})
afterEach(async () => {
  await served.close()
  rmSync(stateDir, { recursive: true, force: true })
})

const wanted = (ScheduleExpression: string, more: Partial<CreateScheduleCommandInput> = {}) => ({
  Name: 's',
  ScheduleExpression,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: { Arn: FUNCTION, RoleArn: ROLE },
  ...more,
})
const create = (expression: string, more?: Partial<CreateScheduleCommandInput>) =>
  scheduler.send(new CreateScheduleCommand(wanted(expression, more)))
const payload = ({ input }: Recorded) => JSON.parse(input.Payload.toString())
const firedAt = () => calls.map(({ at }) => new Date(at).toISOString().slice(0, 16))

describe('a schedule', () => {
  it('fires at its local time, as its role, with the event that stands for no input', async () => {
    await create('cron(0 8 ? * MON-FRI *)', { ScheduleExpressionTimezone: 'Asia/Manila' })
    await clock.advance(5 * 24 * HOUR)
    expect(firedAt()).toEqual(['2026-01-02T00:00', '2026-01-05T00:00', '2026-01-06T00:00'])
    expect(calls[0]!.principal).toMatchObject({ kind: 'role', roleArn: ROLE })
    expect(payload(calls[0]!)).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '000000000000',
      time: '2026-01-02T00:00:00Z',
      region: 'ap-southeast-1',
      resources: ['arn:aws:scheduler:ap-southeast-1:000000000000:schedule/default/s'],
      detail: '{}',
    })
  })

  it('passes a year in a moment', async () => {
    await create('cron(30 6 * * ? *)', { ScheduleExpressionTimezone: 'America/New_York' })
    await clock.advance(365 * 24 * HOUR)
    expect(calls).toHaveLength(365)
    expect(new Set(firedAt().map((time) => time.slice(11)))).toEqual(new Set(['11:30', '10:30']))
  })

  it('fills the placeholders of its input', async () => {
    const Input =
      '{"at":"<aws.scheduler.scheduled-time>","try":<aws.scheduler.attempt-number>,"of":"<aws.scheduler.schedule-arn>"}'
    await create('rate(1 hour)', { Target: { Arn: FUNCTION, RoleArn: ROLE, Input } })
    await clock.advance(HOUR)
    expect(payload(calls[0]!)).toEqual({
      at: '2026-01-01T01:00:00Z',
      try: 1,
      of: 'arn:aws:scheduler:ap-southeast-1:000000000000:schedule/default/s',
    })
  })

  it('fires once at its time, and is gone when told so', async () => {
    await create('at(2026-01-02T09:00:00)', {
      ScheduleExpressionTimezone: 'Europe/Berlin',
      ActionAfterCompletion: 'DELETE',
    })
    await clock.advance(48 * HOUR)
    expect(firedAt()).toEqual(['2026-01-02T08:00'])
    const gone = scheduler.send(new GetScheduleCommand({ Name: 's' }))
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } })
  })

  it('stays between its dates', async () => {
    await create('rate(1 hour)', { StartDate: new Date(START + 2 * HOUR), EndDate: new Date(START + 4 * HOUR) })
    await clock.advance(24 * HOUR)
    expect(firedAt()).toEqual(['2026-01-01T02:00', '2026-01-01T03:00', '2026-01-01T04:00'])
  })

  it('that came due while nothing ran fires late, once', async () => {
    await create('at(2026-01-01T06:00:00)')
    await served.close()
    await up(START + 9 * HOUR)
    await clock.advance(24 * HOUR)
    expect(firedAt()).toEqual(['2026-01-01T09:00'])
    expect(payload(calls[0]!).time).toBe('2026-01-01T06:00:00Z')
    await served.close()
    await up(START + 40 * HOUR)
    await clock.advance(24 * HOUR)
    expect(calls).toEqual([])
  })

  it('does not fire while it is disabled, and UpdateSchedule replaces all of it', async () => {
    await create('rate(1 hour)', { Description: 'first', State: 'DISABLED' })
    await clock.advance(3 * HOUR)
    expect(calls).toEqual([])
    await scheduler.send(new UpdateScheduleCommand(wanted('rate(2 hours)')))
    const { Description, State } = await scheduler.send(new GetScheduleCommand({ Name: 's' }))
    expect([Description, State]).toEqual([undefined, 'ENABLED'])
    await clock.advance(2 * HOUR)
    expect(firedAt()).toEqual(['2026-01-01T05:00'])
  })

  it('that has fired does not fire again when something else about it changes', async () => {
    await create('at(2026-01-01T01:00:00)')
    await clock.advance(2 * HOUR)
    await scheduler.send(new UpdateScheduleCommand(wanted('at(2026-01-01T01:00:00)', { Description: 'new' })))
    await clock.advance(2 * HOUR)
    expect(calls).toHaveLength(1)
  })

  it('dead-letters an invocation that its retries could not deliver', async () => {
    const { kernel } = served
    await kernel.call('sqs', 'CreateQueue', { QueueName: 'dead' }, kernel.root)
    refuse = () => {
      throw new AwsError('ServiceException', 'down', 500)
    }
    const RetryPolicy = { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 }
    const Target = { Arn: FUNCTION, RoleArn: ROLE, RetryPolicy, DeadLetterConfig: { Arn: kernel.arn('sqs', 'dead') } }
    await create('at(2026-01-01T01:00:00)', { Target })
    await clock.advance(2 * HOUR)
    expect(calls).toHaveLength(2)
    const asked = { QueueUrl: `${kernel.endpoint}/0/dead`, MessageAttributeNames: ['All'] }
    const { Messages } = await kernel.call('sqs', 'ReceiveMessage', asked, kernel.root)
    expect(Messages[0].MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'ServiceException' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
      SCHEDULED_TIME: { StringValue: '2026-01-01T01:00:00Z' },
      SCHEDULE_ARN: { StringValue: 'arn:aws:scheduler:ap-southeast-1:000000000000:schedule/default/s' },
      IS_PAYLOAD_TRUNCATED: { StringValue: 'false' },
      RETRY_ATTEMPTS: { StringValue: '1' },
    })
  })

  it('calls any served operation as a universal target', async () => {
    const { kernel } = served
    await kernel.call('sqs', 'CreateQueue', { QueueName: 'work' }, kernel.root)
    const Input = JSON.stringify({ QueueUrl: `${kernel.endpoint}/0/work`, MessageBody: 'tick' })
    await create('rate(1 hour)', {
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage', RoleArn: ROLE, Input },
    })
    await clock.advance(HOUR)
    const { Messages } = await kernel.call('sqs', 'ReceiveMessage', { QueueUrl: 'x/work' }, kernel.root)
    expect(Messages[0].Body).toBe('tick')
  })

  it('spreads over a flexible window', async () => {
    await create('rate(1 hour)', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 } })
    await clock.advance(10 * HOUR)
    const late = calls.map(({ at }) => (at - START) % HOUR)
    expect(Math.max(...late)).toBeLessThan(15 * 60_000)
    expect(Math.max(...late)).toBeGreaterThan(0)
    expect(payload(calls[0]!).time).toBe('2026-01-01T01:00:00Z')
  })

  it('is listed, deleted, and not made twice', async () => {
    await create('rate(1 hour)')
    await expect(create('rate(1 hour)')).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    })
    const { Schedules } = await scheduler.send(new ListSchedulesCommand({}))
    expect(Schedules!.map(({ Name, State }) => [Name, State])).toEqual([['s', 'ENABLED']])
    await scheduler.send(new DeleteScheduleCommand({ Name: 's' }))
    await clock.advance(3 * HOUR)
    expect(calls).toEqual([])
  })

  it('is made once for one ClientToken, and refuses the token with other parameters', async () => {
    const first = await create('rate(1 hour)', { ClientToken: 't' })
    expect((await create('rate(1 hour)', { ClientToken: 't' })).ScheduleArn).toBe(first.ScheduleArn)
    await expect(create('rate(2 hours)', { ClientToken: 't' })).rejects.toMatchObject({ name: 'ConflictException' })
  })

  it('skips a local time that spring leaves out, and fires once at one that autumn repeats', async () => {
    await served.close()
    await up(Date.UTC(2026, 2, 28))
    await create('cron(30 2 * * ? *)', { ScheduleExpressionTimezone: 'Europe/Berlin' })
    await clock.advance(3 * 24 * HOUR)
    expect(firedAt()).toEqual(['2026-03-28T01:30', '2026-03-30T00:30'])
    calls.length = 0
    await clock.advance(Date.UTC(2026, 9, 25) - clock.now() - HOUR)
    calls.length = 0
    await clock.advance(48 * HOUR)
    expect(firedAt()).toEqual(['2026-10-25T00:30', '2026-10-26T01:30'])
  })

  it.each([
    'cron(0 1 * * * *)',
    'cron(7 20 * * NOT *)',
    'cron(71 8 1 * ? *)',
    'cron()',
    'rate(10 seconds)',
    'rate(10 minutess)',
    'rate( 10 minutes )',
    ' rate(10 minutes)',
    'at(2021-12-31T23:59:59Z)',
    'at(2021-12-31)',
  ])('refuses %j as AWS refuses it', async (expression) => {
    await expect(create(expression)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Invalid Schedule Expression ${expression}.`,
    })
  })

  it('stands in a group, which alone has tags', async () => {
    const { kernel } = served
    const call = (operation: string, input: object) => kernel.call('scheduler', operation, input, kernel.root)
    const { ScheduleGroupArn: ResourceArn } = await call('CreateScheduleGroup', {
      Name: 'lines',
      Tags: [{ Key: 'a', Value: '1' }],
    })
    await call('TagResource', { ResourceArn, Tags: [{ Key: 'b', Value: '2' }] })
    await call('UntagResource', { ResourceArn, TagKeys: ['a'] })
    expect(await call('ListTagsForResource', { ResourceArn })).toEqual({ Tags: [{ Key: 'b', Value: '2' }] })
    await create('rate(1 hour)', { GroupName: 'lines' })
    await call('DeleteScheduleGroup', { Name: 'lines' })
    await clock.advance(2 * HOUR)
    expect(calls).toEqual([])
  })

  it.each([
    ['an expression that is none', 'every day', {}],
    ['a zone that is none', 'rate(1 hour)', { ScheduleExpressionTimezone: 'Asia/Nowhere' }],
    ['dates that are swapped', 'rate(1 hour)', { StartDate: new Date(START + 1000), EndDate: new Date(START) }],
    ['a window without a length', 'rate(1 hour)', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const } }],
    ['an input that is no JSON', 'rate(1 hour)', { Target: { Arn: FUNCTION, RoleArn: ROLE, Input: 'x' } }],
    [
      'a target that is not served',
      'rate(1 hour)',
      { Target: { Arn: 'arn:aws:ecs:ap-southeast-1:0:cluster/c', RoleArn: ROLE } },
    ],
    [
      'a universal target that only reads',
      'rate(1 hour)',
      { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:receiveMessage', RoleArn: ROLE } },
    ],
  ])('with %s is refused', async (_what, expression, more) => {
    await expect(create(expression, more)).rejects.toMatchObject({ name: 'ValidationException' })
  })
})
