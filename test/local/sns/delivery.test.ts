import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

let served: Served
let clock: VirtualClock
let TopicArn: string
let metrics: Record<string, number>

const call = (operation: string, input: object, service = 'sns') =>
  served.kernel.call(service, operation, input, served.kernel.root)
const received = async (name: string) => {
  await clock.settle()
  const input = { QueueUrl: `x/${name}`, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
  return (await call('ReceiveMessage', input, 'sqs')).Messages ?? []
}

beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  served = await serve({ clock })
  const { kernel } = served
  for (const service of [createSqs(kernel), createSns(kernel)]) kernel.register(service)
  metrics = {}
  kernel.onMetric(({ namespace, name, value }) => {
    if (namespace === 'AWS/SNS') metrics[name] = (metrics[name] ?? 0) + value
  })
  for (const QueueName of ['q', 'dead']) await call('CreateQueue', { QueueName }, 'sqs')
  TopicArn = (await call('CreateTopic', { Name: 'alerts' })).TopicArn
})
afterEach(() => served.close())

describe('a message', () => {
  it('goes to the subscriptions whose filters let it through', async () => {
    const Attributes = { FilterPolicy: '{"kind":["loud"]}', RawMessageDelivery: 'true' }
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q'), Attributes })
    for (const StringValue of ['loud', 'quiet'])
      await call('Publish', {
        TopicArn,
        Message: StringValue,
        MessageAttributes: { kind: { DataType: 'String', StringValue } },
      })
    expect((await received('q')).map(({ Body }: any) => Body)).toEqual(['loud'])
    expect(metrics).toMatchObject({
      NumberOfMessagesPublished: 2,
      NumberOfNotificationsDelivered: 1,
      NumberOfNotificationsFilteredOut: 1,
    })
  })

  it('is published in a batch, in which each stands for itself', async () => {
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q') })
    const batch = (...PublishBatchRequestEntries: any[]) =>
      call('PublishBatch', { TopicArn, PublishBatchRequestEntries })
    const { Successful, Failed } = await batch({ Id: 'a', Message: 'x' }, { Id: 'b', Message: 'y', Subject: '\n' })
    expect(Successful).toEqual([{ Id: 'a', MessageId: expect.any(String) }])
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }])
    expect(await received('q')).toHaveLength(1)
    await expect(batch({ Id: 'a', Message: 'x' }, { Id: 'a', Message: 'y' })).rejects.toMatchObject({
      message: 'Two or more batch entries in the request have the same Id.',
    })
    await expect(batch({ Id: 'a.b', Message: 'x' })).rejects.toMatchObject({
      message: 'The Id of a batch entry in the batch request contains an impermissible character: a.b',
    })
  })

  it('ends raw, with its attributes, on the dead-letter queue of a subscription whose queue is gone', async () => {
    const Attributes = {
      RawMessageDelivery: 'true',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: served.kernel.arn('sqs', 'dead') }),
    }
    await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: served.kernel.arn('sqs', 'q'), Attributes })
    await call('DeleteQueue', { QueueUrl: 'x/q' }, 'sqs')
    await call('Publish', {
      TopicArn,
      Message: 'x',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
    })
    const [letter] = await received('dead')
    expect([letter.Body, letter.MessageAttributes.n.StringValue]).toEqual(['x', '1'])
    expect(metrics).toMatchObject({ NumberOfNotificationsFailed: 1, NumberOfNotificationsRedrivenToDlq: 1 })
  })

  it.each([
    [{ Message: '' }, 'Invalid parameter: Empty message'],
    [{ Message: 'x'.repeat(262_145) }, 'Invalid parameter: Message too long'],
    [{ Message: 'x', Subject: '' }, 'Invalid parameter: Subject'],
    [
      { Message: '{}', MessageStructure: 'json' },
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    ],
    [
      { Message: '{', MessageStructure: 'json' },
      'Invalid parameter: Message Structure - JSON message body failed to parse',
    ],
    [
      { Message: 'x', TopicArn: 'a:b' },
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 2',
    ],
  ])('is refused as SNS refuses it: %.60j', async (input, message) => {
    await expect(call('Publish', { TopicArn, ...input })).rejects.toMatchObject({ message })
  })
})

describe('an endpoint on this machine', () => {
  let server: Server
  let heard: { headers: IncomingHttpHeaders; body: string }[]
  let answers: number[]
  let Endpoint: string

  beforeEach(async () => {
    heard = []
    answers = []
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(answers.shift() ?? 200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    Endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  it('confirms with the token that it is told, then hears of messages, and again after it failed', async () => {
    const { SubscriptionArn } = await call('Subscribe', { TopicArn, Protocol: 'http', Endpoint })
    expect(SubscriptionArn).toBe('pending confirmation')
    await clock.settle()
    await call('Publish', { TopicArn, Message: 'too early' })
    await clock.settle()
    expect(heard.map(({ headers }) => headers['x-amz-sns-message-type'])).toEqual(['SubscriptionConfirmation'])
    await call('ConfirmSubscription', { TopicArn, Token: JSON.parse(heard[0]!.body).Token })
    answers = [500]
    await call('Publish', { TopicArn, Message: 'hello' })
    await clock.settle()
    await clock.advance(60_000)
    await clock.settle()
    expect(heard.slice(1).map(({ body }) => JSON.parse(body).Message)).toEqual(['hello', 'hello'])
    expect(heard[1]!.headers).toMatchObject({
      'x-amz-sns-message-type': 'Notification',
      'content-type': 'text/plain; charset=UTF-8',
    })
  })

  it('is nowhere else', async () => {
    const elsewhere = { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/hook' }
    await expect(call('Subscribe', elsewhere)).rejects.toMatchObject({ message: /calls nobody but this machine/ })
  })
})
