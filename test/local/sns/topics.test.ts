import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'
import { type Recorded, recorder } from '#test/support/recorder.ts'

let served: Served
let clock: VirtualClock
let invocations: Recorded[]
let TopicArn: string

const call = (operation: string, input: object, service = 'sns') =>
  served.kernel.call(service, operation, input, served.kernel.root)
const received = async () =>
  (await call('ReceiveMessage', { QueueUrl: 'x/q', MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }, 'sqs'))
    .Messages ?? []

beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  served = await serve({ clock })
  const { kernel } = served
  const lambda = recorder(kernel, 'lambda', ['Invoke'])
  invocations = lambda.calls
  for (const service of [lambda.service, createSqs(kernel), createSns(kernel)]) kernel.register(service)
  await call('CreateQueue', { QueueName: 'q' }, 'sqs')
  TopicArn = (await call('CreateTopic', { Name: 'alerts' })).TopicArn
})
afterEach(() => served.close())

describe('a topic', () => {
  it('tells its queue and its function', async () => {
    const { kernel } = served
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: kernel.arn('sqs', 'q') })
    await call('Subscribe', { TopicArn, Protocol: 'lambda', Endpoint: kernel.arn('lambda', 'function:f') })
    const { MessageId } = await call('Publish', { TopicArn, Message: 'hi', Subject: 'News' })
    await clock.settle()
    const [message] = await received()
    expect(JSON.parse(message.Body)).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Message: 'hi',
      Subject: 'News',
    })
    const { Records } = JSON.parse(invocations[0]!.input.Payload.toString())
    expect(Records[0]).toMatchObject({ EventSource: 'aws:sns', Sns: { Message: 'hi', MessageId } })
  })

  it('tells the bare message where delivery is raw', async () => {
    const Attributes = { RawMessageDelivery: 'true' }
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q'), Attributes })
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'x' } }
    await call('Publish', { TopicArn, Message: 'hi', MessageAttributes })
    await clock.settle()
    const [message] = await received()
    expect([message.Body, message.MessageAttributes.kind.StringValue]).toEqual(['hi', 'x'])
  })

  it('tells each protocol its own text', async () => {
    const Attributes = { RawMessageDelivery: 'true' }
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q'), Attributes })
    await call('Publish', { TopicArn, MessageStructure: 'json', Message: '{"default":"d","sqs":"for the queue"}' })
    await clock.settle()
    expect((await received())[0].Body).toBe('for the queue')
  })

  it('tells nobody who has unsubscribed', async () => {
    const { SubscriptionArn } = await call('Subscribe', {
      TopicArn,
      Protocol: 'sqs',
      Endpoint: served.kernel.arn('sqs', 'q'),
    })
    await call('Unsubscribe', { SubscriptionArn })
    await call('Publish', { TopicArn, Message: 'hi' })
    await clock.settle()
    expect(await received()).toEqual([])
  })

  it.each([
    ['an unknown topic', 'Publish', { TopicArn: 'arn:aws:sns:r:0:none', Message: 'x' }, 'NotFoundException'],
    ['email', 'Subscribe', { Protocol: 'email', Endpoint: 'a@b.c' }, 'InvalidParameterException'],
    ['FIFO topics', 'CreateTopic', { Name: 'a.fifo' }, 'InvalidParameterException'],
  ])('refuses %s', async (_what, operation, input, code) => {
    await expect(call(operation, { ...(operation !== 'CreateTopic' && { TopicArn }), ...input })).rejects.toMatchObject(
      { code },
    )
  })
})
