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

  it('falls back to the default text for a protocol whose own is none', async () => {
    const Attributes = { RawMessageDelivery: 'True' }
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q'), Attributes })
    await call('Publish', { TopicArn, MessageStructure: 'json', Message: '{"default":"d","sqs":{"a":1}}' })
    await clock.settle()
    expect((await received())[0].Body).toBe('d')
  })

  it('hands the group of a message on to a queue', async () => {
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q') })
    await call('Publish', { TopicArn, Message: 'hi', MessageGroupId: 'tenant' })
    await clock.settle()
    const asked = { QueueUrl: 'x/q', MessageSystemAttributeNames: ['MessageGroupId'] }
    expect((await call('ReceiveMessage', asked, 'sqs')).Messages[0].Attributes).toEqual({ MessageGroupId: 'tenant' })
  })

  it('is subscribed to once by the same endpoint with the same attributes, however they are spelled', async () => {
    const asked = { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q') }
    const subscribed = async (Attributes: object) => (await call('Subscribe', { ...asked, Attributes })).SubscriptionArn
    const arn = await subscribed({
      RawMessageDelivery: 'TrUe',
      FilterPolicy: '',
      FilterPolicyScope: 'MessageAttributes',
    })
    expect(await subscribed({ RawMessageDelivery: 'true' })).toBe(arn)
    expect(await subscribed({})).toBe(arn)
    await expect(subscribed({ RawMessageDelivery: 'false' })).rejects.toThrow(
      /already exists with different attributes/,
    )
    const { Attributes } = await call('GetSubscriptionAttributes', { SubscriptionArn: arn })
    expect(Attributes).toMatchObject({ RawMessageDelivery: 'true' })
    expect(Attributes).not.toHaveProperty('FilterPolicyScope')
  })

  it('is made again with some of its tags, and not with others', async () => {
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    await call('CreateTopic', { Name: 'tagged', Tags })
    await call('CreateTopic', { Name: 'tagged', Tags: Tags.slice(1) })
    await expect(call('CreateTopic', { Name: 'tagged', Tags: [{ Key: 'a', Value: '2' }] })).rejects.toThrow(
      /different tags/,
    )
  })

  it.each<[string, string, object]>([
    ['Subscribe', 'TopicArn Reason: An ARN must have at least 6 elements, not 1', { TopicArn: 'x', Protocol: 'sqs' }],
    ['Unsubscribe', 'SubscriptionArn Reason: no value for required parameter', { SubscriptionArn: '' }],
    ['Unsubscribe', 'SubscriptionId', { SubscriptionArn: 'arn:aws:sns:ap-southeast-1:000000000000:alerts' }],
  ])('is not told what to do by what is no ARN: %s, %s', async (operation, reason, input) => {
    await expect(call(operation, input)).rejects.toThrow(`Invalid parameter: ${reason}`)
  })

  it('allows nobody what it cannot do', async () => {
    const asked = { TopicArn, Label: 'l', AWSAccountId: ['000000000000'], ActionName: ['Fly'] }
    await expect(call('AddPermission', asked)).rejects.toThrow('Policy statement action out of service scope!')
  })

  it.each<[string, object, string]>([
    ['a^b', { DataType: 'String', StringValue: 'v' }, "Invalid non-alphanumeric character '#x5E' was found"],
    ['a..b', { DataType: 'String', StringValue: 'v' }, "can not have successive '.' character"],
    ['a', { DataType: 'Number', BinaryValue: Buffer.from('1') }, "with type 'Number' must use field 'String'"],
    ['a', { DataType: 'Binary' }, "must contain non-empty message attribute value for message attribute type 'Binary'"],
  ])('refuses the attribute %s of %j', async (name, attribute, reason) => {
    const asked = call('Publish', { TopicArn, Message: 'hi', MessageAttributes: { [name]: attribute } })
    await expect(asked).rejects.toMatchObject({
      code: 'ParameterValueInvalid',
      message: expect.stringContaining(reason),
    })
  })

  it('takes no batch of which one entry has an attribute that cannot be', async () => {
    const MessageAttributes = { empty: { DataType: 'String', StringValue: '' } }
    const PublishBatchRequestEntries = [
      { Id: '1', Message: 'a', MessageAttributes },
      { Id: '2', Message: 'b' },
    ]
    await expect(call('PublishBatch', { TopicArn, PublishBatchRequestEntries })).rejects.toThrow('non-empty')
  })

  it.each([
    ['randomtoken', 'Invalid token'],
    ['51b2ff3e'.repeat(32), 'Invalid parameter: Token'],
  ])('is not confirmed by %s', async (Token, message) => {
    await expect(call('ConfirmSubscription', { TopicArn, Token })).rejects.toThrow(message)
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
    [
      'an unknown topic',
      'Publish',
      { TopicArn: 'arn:aws:sns:ap-southeast-1:000000000000:none', Message: 'x' },
      'NotFoundException',
    ],
    ['email', 'Subscribe', { Protocol: 'email', Endpoint: 'a@b.c' }, 'InvalidParameterException'],
    ['FIFO topics', 'CreateTopic', { Name: 'a.fifo' }, 'InvalidParameterException'],
  ])('refuses %s', async (_what, operation, input, code) => {
    await expect(call(operation, { ...(operation !== 'CreateTopic' && { TopicArn }), ...input })).rejects.toMatchObject(
      { code },
    )
  })
})

it('a topic of another region is none of this one', async () => {
  await expect(
    call('Publish', { TopicArn: TopicArn.replace('ap-southeast-1', 'us-west-2'), Message: 'x' }),
  ).rejects.toMatchObject({ code: 'InvalidParameterException', message: 'Invalid parameter: TopicArn' })
})
