import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListTagsForResourceCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TagResourceCommand,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createEvents } from '#local/events/index.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'
import { type Recorded, recorder } from '#test/support/recorder.ts'

const START = Date.UTC(2026, 0, 1)
const FUNCTION = 'arn:aws:lambda:ap-southeast-1:000000000000:function:on-data'
const MACHINE = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:lifecycle'
const ROLE = 'arn:aws:iam::000000000000:role/start-machine'
const QUEUE = 'arn:aws:sqs:ap-southeast-1:000000000000:dead'

let stateDir: string
let served: Served
let clock: VirtualClock
let events: EventBridgeClient
let invocations: Recorded[]
let executions: Recorded[]
let refuse: (calls: Recorded[]) => void

async function up(duplicate?: (event: AwsEvent) => boolean, start = START) {
  clock = new VirtualClock({ auto: false, start })
  served = await serve({ clock, stateDir })
  const { kernel } = served
  const lambda = recorder(kernel, 'lambda', ['Invoke'], (calls) => refuse(calls))
  const machines = recorder(kernel, 'stepfunctions', ['StartExecution'])
  invocations = lambda.calls
  executions = machines.calls
  for (const service of [lambda.service, machines.service, createSqs(kernel), createEvents(kernel, { duplicate })])
    kernel.register(service)
  for (const service of kernel.services()) await service.start?.()
  events = new EventBridgeClient(served.client)
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

async function rule(pattern: object, ...targets: Target[]) {
  await events.send(new PutRuleCommand({ Name: 'r', EventPattern: JSON.stringify(pattern) }))
  const { FailedEntryCount } = await events.send(new PutTargetsCommand({ Rule: 'r', Targets: targets }))
  expect(FailedEntryCount).toBe(0)
}
const put = (Detail: string, Source = 'shop', DetailType = 'order') =>
  events.send(new PutEventsCommand({ Entries: [{ Source, DetailType, Detail }] }))
const payload = ({ input }: Recorded) => JSON.parse(input.Payload.toString())
async function deadLetters() {
  const { kernel } = served
  const QueueUrl = `${kernel.endpoint}/${kernel.account}/dead`
  const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  const { Messages = [] } = await kernel.call('sqs', 'ReceiveMessage', asked, kernel.root)
  return Messages
}

describe('the bus', () => {
  it('hands an AWS event in its full envelope to the function of a matching rule', async () => {
    await rule({ source: ['aws.s3'], detail: { bucket: { name: ['b'] } } }, { Id: '1', Arn: FUNCTION })
    const emit = (name: string) =>
      served.kernel.emit({
        source: 'aws.s3',
        detailType: 'Object Created',
        resources: [`arn:aws:s3:::${name}`],
        detail: { bucket: { name }, object: { key: 'a b.csv' } },
      })
    emit('b')
    emit('other')
    await clock.settle()
    expect(invocations.map(payload)).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: '000000000000',
        time: '2026-01-01T00:00:00Z',
        region: 'ap-southeast-1',
        resources: ['arn:aws:s3:::b'],
        detail: { bucket: { name: 'b' }, object: { key: 'a b.csv' } },
      },
    ])
    expect(invocations[0]!.input).toMatchObject({ FunctionName: FUNCTION, InvocationType: 'Event' })
    expect(invocations[0]!.principal).toMatchObject({
      kind: 'service',
      service: 'events.amazonaws.com',
      sourceArn: 'arn:aws:events:ap-southeast-1:000000000000:rule/r',
    })
  })

  it('starts a machine as the role of the target, with the transformed input', async () => {
    const InputTransformer = {
      InputPathsMap: { id: '$.detail.id' },
      InputTemplate: '{"order": <id>, "by": "<aws.events.rule-name>"}',
    }
    await rule({ source: ['shop'] }, { Id: '1', Arn: MACHINE, RoleArn: ROLE, InputTransformer })
    await put('{"id":7}')
    await clock.settle()
    expect(executions).toHaveLength(1)
    expect(JSON.parse(executions[0]!.input.input)).toEqual({ order: 7, by: 'r' })
    expect(executions[0]!.principal).toMatchObject({ kind: 'role', roleArn: ROLE })
  })

  it('refuses entries one by one, and aws. as a source', async () => {
    await rule({ source: [{ prefix: '' }] }, { Id: '1', Arn: FUNCTION })
    const { Entries, FailedEntryCount } = await events.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'shop', DetailType: 'order', Detail: '{}' },
          { Source: 'aws.s3', DetailType: 'order', Detail: '{}' },
          { Source: 'shop', DetailType: 'order', Detail: '[1]' },
          { Source: 'shop', DetailType: 'order', Detail: `${'{"a":'.repeat(1001)}1${'}'.repeat(1001)}` },
          { Source: 'shop', Detail: '{}' },
        ],
      }),
    )
    expect(FailedEntryCount).toBe(4)
    expect(Entries!.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'NotAuthorizedForSourceException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
    ])
    await clock.settle()
    expect(invocations).toHaveLength(1)
  })

  it('takes requests of up to 1 MiB', async () => {
    const detail = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) })
    const MIB = 1024 * 1024 - 'shoporder'.length
    expect((await put(detail(MIB))).FailedEntryCount).toBe(0)
    await expect(put(detail(MIB + 1))).rejects.toMatchObject({
      name: 'ValidationException',
    })
  })

  it('retries with growing pauses, and delivers once the target is back', async () => {
    refuse = (calls) => {
      if (calls.length < 4) throw new AwsError('ServiceException', 'down', 500)
    }
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION })
    await put('{}')
    await clock.advance(60_000)
    expect(invocations).toHaveLength(4)
    const [first = 0, second = 0, third = 0, fourth = 0] = invocations.map(({ at }) => at)
    expect(second - first).toBeLessThanOrEqual(1000)
    expect(fourth - third).toBeGreaterThanOrEqual(2000)
    await clock.advance(86_400_000)
    expect(invocations).toHaveLength(4)
  })

  it('dead-letters the event when its retries are used up, with the story in attributes', async () => {
    await served.kernel.call('sqs', 'CreateQueue', { QueueName: 'dead' }, served.kernel.root)
    refuse = () => {
      throw new AwsError('ServiceException', 'still down', 500)
    }
    const RetryPolicy = { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 }
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION, RetryPolicy, DeadLetterConfig: { Arn: QUEUE } })
    await put('{"id":7}')
    await clock.advance(60_000)
    expect(invocations).toHaveLength(3)
    const [letter, ...others] = await deadLetters()
    expect(others).toEqual([])
    expect(JSON.parse(letter.Body).detail).toEqual({ id: 7 })
    const told = Object.fromEntries(Object.entries<any>(letter.MessageAttributes).map(([k, v]) => [k, v.StringValue]))
    expect(told).toEqual({
      RULE_ARN: 'arn:aws:events:ap-southeast-1:000000000000:rule/r',
      TARGET_ARN: FUNCTION,
      ERROR_CODE: 'ERROR_FROM_TARGET',
      ERROR_MESSAGE: 'still down',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '2',
    })
  })

  it('does not retry what a retry cannot cure', async () => {
    await served.kernel.call('sqs', 'CreateQueue', { QueueName: 'dead' }, served.kernel.root)
    refuse = () => {
      throw new AwsError('ResourceNotFoundException', 'Function not found', 404)
    }
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION, DeadLetterConfig: { Arn: QUEUE } })
    await put('{}')
    await clock.advance(3_600_000)
    expect(invocations).toHaveLength(1)
    const [letter] = await deadLetters()
    expect(letter.MessageAttributes.ERROR_CODE.StringValue).toBe('NO_RESOURCE')
  })

  it('delivers after a restart what it had not delivered before', async () => {
    refuse = () => {
      throw new AwsError('ServiceException', 'down', 500)
    }
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION })
    await put('{"id":7}')
    await clock.settle()
    expect(invocations).toHaveLength(1)
    const stoppedAt = clock.now()
    await served.close()
    refuse = () => {}
    await up(undefined, stoppedAt)
    await clock.advance(60_000)
    expect(invocations.map(payload).map(({ detail }) => detail)).toEqual([{ id: 7 }])
  })

  it('delivers after a restart what it had taken but not yet tried to deliver', async () => {
    await rule({ source: ['aws.s3'] }, { Id: '1', Arn: FUNCTION })
    served.kernel.emit({ source: 'aws.s3', detailType: 'Object Created', resources: [], detail: {} })
    await served.close()
    expect(invocations).toHaveLength(0)
    await up()
    await clock.settle()
    expect(invocations).toHaveLength(1)
  })

  it('delivers once what came before every service had started', async () => {
    await rule({ source: ['aws.s3'] }, { Id: '1', Arn: FUNCTION })
    served.kernel.emit({ source: 'aws.s3', detailType: 'Object Created', resources: [], detail: {} })
    await served.kernel.service('events')!.start!()
    await clock.advance(60_000)
    expect(invocations).toHaveLength(1)
  })

  it('does not deliver again after a restart what it had delivered', async () => {
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION })
    await put('{}')
    await clock.settle()
    expect(invocations).toHaveLength(1)
    await served.close()
    await up()
    await clock.advance(3_600_000)
    expect(invocations).toHaveLength(0)
  })

  it('delivers twice what it is told to, with one id, as the real one sometimes does', async () => {
    await served.close()
    await up(({ source }) => String(source) === 'shop')
    await rule({ source: ['shop', 'quiet'] }, { Id: '1', Arn: FUNCTION })
    await put('{}', 'shop')
    await put('{}', 'quiet')
    await clock.settle()
    const ids = invocations.map(payload).map(({ id }) => id)
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(2)
  })

  it('fires a rule on its schedule, and keeps the pace over a restart', async () => {
    await events.send(new PutRuleCommand({ Name: 'tick', ScheduleExpression: 'rate(10 minutes)' }))
    await events.send(new PutTargetsCommand({ Rule: 'tick', Targets: [{ Id: '1', Arn: FUNCTION }] }))
    await clock.advance(25 * 60_000)
    expect(invocations.map(({ at }) => (at - START) / 60_000)).toEqual([10, 20])
    expect(payload(invocations[0]!)).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      detail: {},
    })
    const stoppedAt = clock.now()
    await served.close()
    await up(undefined, stoppedAt)
    await clock.advance(10 * 60_000)
    expect(invocations.map(({ at }) => (at - START) / 60_000)).toEqual([30])
  })

  it('hands events from one bus to another', async () => {
    const { kernel } = served
    await kernel.call('events', 'CreateEventBus', { Name: 'second' }, kernel.root)
    const second = kernel.arn('events', 'event-bus/second')
    await rule({ source: ['shop'] }, { Id: '1', Arn: second })
    const input = { Name: 'there', EventBusName: 'second', EventPattern: '{"source":["shop"]}' }
    await kernel.call('events', 'PutRule', input, kernel.root)
    const targets = { Rule: 'there', EventBusName: 'second', Targets: [{ Id: '1', Arn: FUNCTION }] }
    await kernel.call('events', 'PutTargets', targets, kernel.root)
    await put('{}')
    await clock.settle()
    expect(invocations.map(payload).map(({ source }) => source)).toEqual(['shop'])
  })

  it('leaves a disabled rule alone', async () => {
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION })
    await served.kernel.call('events', 'DisableRule', { Name: 'r' }, served.kernel.root)
    await put('{}')
    await clock.settle()
    expect(invocations).toHaveLength(0)
  })
})

describe('a rule', () => {
  it('is found by its target and described', async () => {
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION })
    const { RuleNames } = await events.send(new ListRuleNamesByTargetCommand({ TargetArn: FUNCTION }))
    expect(RuleNames).toEqual(['r'])
    const described = await events.send(new DescribeRuleCommand({ Name: 'r' }))
    expect(described).toMatchObject({ EventPattern: '{"source":["shop"]}', State: 'ENABLED', EventBusName: 'default' })
  })

  it('takes its tags along when it is deleted, and an empty schedule for none', async () => {
    const made = { Name: 'tagged', EventPattern: '{"source":["shop"]}', ScheduleExpression: '' }
    const { RuleArn: ResourceARN } = await events.send(new PutRuleCommand(made))
    await events.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'a', Value: 'b' }] }))
    await events.send(new DeleteRuleCommand({ Name: 'tagged' }))
    await events.send(new PutRuleCommand(made))
    expect((await events.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags).toEqual([])
    expect((await events.send(new DescribeRuleCommand({ Name: 'tagged' }))).ScheduleExpression).toBeUndefined()
  })

  it.each([
    ['a bad pattern', { EventPattern: '{"source":"shop"}' }, 'InvalidEventPatternException'],
    ['a bad schedule', { ScheduleExpression: 'rate(1 minutes)' }, 'ValidationException'],
    ['neither', {}, 'ValidationException'],
    ['an unknown bus', { EventPattern: '{"a":[1]}', EventBusName: 'none' }, 'ResourceNotFoundException'],
  ])('with %s is refused', async (_what, input, name) => {
    await expect(events.send(new PutRuleCommand({ Name: 'bad', ...input }))).rejects.toMatchObject({ name })
  })

  it.each([
    ['a machine without a role', { Arn: MACHINE }],
    ['two inputs', { Arn: FUNCTION, Input: '{}', InputPath: '$.detail' }],
    ['an input that is no JSON', { Arn: FUNCTION, Input: 'x' }],
    ['a path that is none', { Arn: FUNCTION, InputPath: 'detail' }],
    ['a target that is not served', { Arn: 'arn:aws:kinesis:ap-southeast-1:000000000000:stream/s' }],
  ])('refuses %s', async (_what, target) => {
    await rule({ source: ['shop'] }, { Id: '1', Arn: FUNCTION })
    const bad = new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '2', ...target }] })
    await expect(events.send(bad)).rejects.toMatchObject({ name: 'ValidationException' })
  })

  it('has its pattern tested over the wire, numbers by their value', async () => {
    const event = (value: string) =>
      `{"id":"1","account":"0","source":"s","time":"2026-01-01T00:00:00Z","region":"r","detail-type":"t","detail":{"n":${value}}}`
    const test = (Event: string) =>
      events.send(new TestEventPatternCommand({ EventPattern: '{"detail":{"n":[300]}}', Event }))
    expect((await test(event('300'))).Result).toBe(true)
    expect((await test(event('300.0'))).Result).toBe(true)
    expect((await test(event('301'))).Result).toBe(false)
    await expect(test('{}')).rejects.toMatchObject({ name: 'ValidationException' })
  })
})
