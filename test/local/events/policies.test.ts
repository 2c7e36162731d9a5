import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createEvents } from '#local/events/index.ts'
import { createIam, type IamService } from '#local/iam/index.ts'
import { createScheduler } from '#local/scheduler/index.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

const START = Date.UTC(2026, 0, 1)
const of = (service: string, resource: string) => `arn:aws:${service}:ap-southeast-1:000000000000:${resource}`
const RULE = of('events', 'rule/r')

let served: Served
let clock: VirtualClock
let iam: IamService

const call = (service: string, operation: string, input: object) =>
  served.kernel.call(service, operation, input, served.kernel.root)
const url = (name: string) => `${served.kernel.endpoint}/000000000000/${name}`
const bodies = async (name: string) => {
  await clock.settle()
  const { Messages = [] } = await call('sqs', 'ReceiveMessage', {
    QueueUrl: url(name),
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ['All'],
  })
  return Messages
}
const letIn = (Service: string, Action: string, Resource: string, SourceArn?: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service },
      Action,
      Resource,
      ...(SourceArn && { Condition: { ArnEquals: { 'aws:SourceArn': SourceArn } } }),
    },
  })
const allowQueue = (name: string, service: string, source?: string) =>
  call('sqs', 'SetQueueAttributes', {
    QueueUrl: url(name),
    Attributes: { Policy: letIn(service, 'sqs:SendMessage', of('sqs', name), source) },
  })
const putEvent = (EventBusName?: string) =>
  call('events', 'PutEvents', { Entries: [{ Source: 'shop', DetailType: 'order', Detail: '{}', EventBusName }] })
const rule = async (target: object) => {
  await call('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}' })
  await call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', ...target }] })
}

beforeEach(async () => {
  clock = new VirtualClock({ auto: false, start: START })
  served = await serve({ clock })
  const { kernel } = served
  iam = createIam(kernel)
  for (const service of [iam, createSqs(kernel), createSns(kernel), createEvents(kernel), createScheduler(kernel)])
    kernel.register(service)
  for (const QueueName of ['q', 'dead']) await call('sqs', 'CreateQueue', { QueueName })
})
afterEach(() => served.close())

describe('a queue as the target of a rule', () => {
  it('gets nothing without a policy; the dead letter says so where its queue lets the rule in', async () => {
    await rule({ Arn: of('sqs', 'q'), DeadLetterConfig: { Arn: of('sqs', 'dead') } })
    await allowQueue('dead', 'events.amazonaws.com', RULE)
    await putEvent()
    expect(await bodies('q')).toEqual([])
    const [letter] = await bodies('dead')
    const said = Object.fromEntries(
      Object.entries(letter.MessageAttributes).map(([name, { StringValue }]: any) => [name, StringValue]),
    )
    expect(said).toEqual({
      RULE_ARN: RULE,
      TARGET_ARN: of('sqs', 'q'),
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: expect.stringContaining('sqs:SendMessage'),
      RETRY_ATTEMPTS: '0',
    })
  })

  it('gets the event of the rule that its policy names, and of no other', async () => {
    await rule({ Arn: of('sqs', 'q') })
    await allowQueue('q', 'events.amazonaws.com', of('events', 'rule/other'))
    await putEvent()
    expect(await bodies('q')).toHaveLength(0)
    await allowQueue('q', 'events.amazonaws.com', RULE)
    await putEvent()
    expect(await bodies('q')).toHaveLength(1)
  })

  it('loses the event when neither it nor the dead-letter queue lets the rule in', async () => {
    await rule({ Arn: of('sqs', 'q'), DeadLetterConfig: { Arn: of('sqs', 'dead') } })
    await putEvent()
    expect(await bodies('dead')).toEqual([])
  })
})

describe('a topic', () => {
  beforeEach(() => call('sns', 'CreateTopic', { Name: 'news' }))
  const topic = of('sns', 'news')
  const allowTopic = (service: string) =>
    call('sns', 'SetTopicAttributes', {
      TopicArn: topic,
      AttributeName: 'Policy',
      AttributeValue: letIn(service, 'sns:Publish', topic),
    })

  it('lets rules in by its policy alone, and its queues let the topic in by theirs', async () => {
    await call('sns', 'Subscribe', { TopicArn: topic, Protocol: 'sqs', Endpoint: of('sqs', 'q') })
    await rule({ Arn: topic })
    await putEvent()
    expect(await bodies('q')).toHaveLength(0)
    await allowTopic('events.amazonaws.com')
    await putEvent()
    expect(await bodies('q')).toHaveLength(0)
    await allowQueue('q', 'sns.amazonaws.com', topic)
    await putEvent()
    expect(await bodies('q')).toHaveLength(1)
  })

  it('takes alarms without a policy of its own, and then only those that its policy lets in', async () => {
    const alarm = { kind: 'service', arn: 'x', service: 'cloudwatch.amazonaws.com' } as const
    const publish = () => served.kernel.call('sns', 'Publish', { TopicArn: topic, Message: 'm' }, alarm)
    await publish()
    await allowTopic('events.amazonaws.com')
    await expect(publish()).rejects.toThrow(/not authorized to perform: sns:Publish/)
  })
})

describe('a bus', () => {
  beforeEach(() => call('events', 'CreateEventBus', { Name: 'other' }))

  it('gets events of another bus by the role of the target, if EventBridge may assume it', async () => {
    await call('events', 'PutRule', { Name: 'in', EventBusName: 'other', EventPattern: '{"source":["shop"]}' })
    await call('events', 'PutTargets', {
      Rule: 'in',
      EventBusName: 'other',
      Targets: [{ Id: 'q', Arn: of('sqs', 'q') }],
    })
    await allowQueue('q', 'events.amazonaws.com')
    const role = (Service: string) =>
      iam.putRole({
        RoleName: 'pass',
        AssumeRolePolicyDocument: {
          Statement: { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' },
        },
        policies: {
          p: { Statement: { Effect: 'Allow', Action: 'events:PutEvents', Resource: of('events', 'event-bus/other') } },
        },
      })
    role('states.amazonaws.com')
    await rule({ Arn: of('events', 'event-bus/other'), RoleArn: 'arn:aws:iam::000000000000:role/pass' })
    await putEvent()
    expect(await bodies('q')).toHaveLength(0)
    role('events.amazonaws.com')
    await putEvent()
    expect(await bodies('q')).toHaveLength(1)
  })

  it('keeps statements by their ids, and a policy as a whole', async () => {
    const statement = { Action: 'events:PutEvents', Principal: '111122223333', StatementId: 'friend' }
    const policy = async () =>
      JSON.parse((await call('events', 'DescribeEventBus', { Name: 'other' })).Policy ?? 'null')
    await call('events', 'PutPermission', { EventBusName: 'other', ...statement })
    await call('events', 'PutPermission', { EventBusName: 'other', ...statement, Principal: '*' })
    expect(await policy()).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'friend',
          Effect: 'Allow',
          Principal: '*',
          Action: 'events:PutEvents',
          Resource: of('events', 'event-bus/other'),
        },
      ],
    })
    const remove = (StatementId: string) => call('events', 'RemovePermission', { EventBusName: 'other', StatementId })
    await expect(remove('foe')).rejects.toThrow('Statement with the provided id does not exist.')
    await remove('friend')
    expect(await policy()).toBeNull()
    await expect(remove('friend')).rejects.toThrow('Statement with the provided id does not exist.')
    const whole = letIn('x.amazonaws.com', 'events:PutEvents', '*')
    await call('events', 'PutPermission', { EventBusName: 'other', Policy: whole })
    expect(await policy()).toEqual(JSON.parse(whole))
    await call('events', 'RemovePermission', { EventBusName: 'other', RemoveAllPermissions: true })
    expect(await policy()).toBeNull()
  })
})
