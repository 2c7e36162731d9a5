import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

let served: Served
let clock: VirtualClock
let sqs: SQSClient
let QueueUrl: string

beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  served = await serve({ clock })
  served.kernel.register(createSqs(served.kernel))
  sqs = new SQSClient(served.client)
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'work' }))).QueueUrl!
})
afterEach(() => served.close())

const send = (MessageBody: string, more = {}) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }))
const receive = async (more = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? []
const bodies = async (more = {}) => (await receive(more)).map(({ Body }) => Body)
const counts = async (url = QueueUrl) => {
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })
  const { Attributes } = await sqs.send(asked)
  const number = (name: string) => Number((Attributes as Record<string, string>)[`ApproximateNumberOfMessages${name}`])
  return [number(''), number('NotVisible'), number('Delayed')]
}

describe('a queue', () => {
  it('gives a message with its attributes, whose digests the SDK has checked', async () => {
    await send('hello ✓', {
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'greeting' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
      },
    })
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] })
    expect(message!.Body).toBe('hello ✓')
    expect(message!.MessageAttributes!['kind']!.StringValue).toBe('greeting')
    expect([...message!.MessageAttributes!['raw']!.BinaryValue!]).toEqual([1, 2])
    expect(message!.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) })
  })

  it('hides a received message for its visibility timeout, then gives it again under a new handle', async () => {
    await send('once')
    const [first] = await receive({ VisibilityTimeout: 10 })
    expect(await bodies()).toEqual([])
    expect(await counts()).toEqual([0, 1, 0])
    await clock.advance(10_000)
    const [again] = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
    expect(again!.Attributes!.ApproximateReceiveCount).toBe('2')
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle }))
    expect(await counts()).toEqual([0, 1, 0])
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again!.ReceiptHandle }))
    expect(await counts()).toEqual([0, 0, 0])
  })

  it('takes the handle of an earlier receive when nobody has the message in flight, and hides it again by it', async () => {
    await send('often')
    const [first] = await receive({ VisibilityTimeout: 0 })
    const [second] = await receive({ VisibilityTimeout: 0 })
    const ReceiptHandle = first!.ReceiptHandle
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }))
    expect(await counts()).toEqual([0, 1, 0])
    await clock.advance(5000)
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    expect(await counts()).toEqual([0, 0, 0])
    const gone = { QueueUrl, ReceiptHandle: second!.ReceiptHandle, VisibilityTimeout: 5 }
    await expect(sqs.send(new ChangeMessageVisibilityCommand(gone))).rejects.toThrow(/Message does not exist/)
  })

  it('gives attributes of messages under the older name of the parameter too, and knows no others', async () => {
    await send('x')
    const asked = (...AttributeNames: string[]) =>
      receive({ AttributeNames: AttributeNames as never, VisibilityTimeout: 0 })
    expect((await asked('SentTimestamp', 'QueueArn'))[0]!.Attributes).toEqual({ SentTimestamp: String(clock.now()) })
    await expect(asked('Size')).rejects.toThrow('Unknown Attribute Size.')
  })

  it.each(['.x', 'Amazon.x', 'awS.x', 'a b', 'a!', 'a'.repeat(257)])(
    'refuses a message attribute of the name %s',
    async (name) => {
      const MessageAttributes = { [name]: { DataType: 'String', StringValue: 'v' } }
      await expect(send('x', { MessageAttributes })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    },
  )

  it('shows a message at once when its visibility is changed to nothing', async () => {
    await send('x')
    const [{ ReceiptHandle } = {}] = await receive()
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
    expect(await bodies()).toEqual(['x'])
  })

  it('keeps a delayed message back', async () => {
    await send('later', { DelaySeconds: 5 })
    expect(await bodies()).toEqual([])
    expect(await counts()).toEqual([0, 0, 1])
    await clock.advance(5000)
    expect(await bodies()).toEqual(['later'])
  })

  it('answers a long poll as soon as a message comes', async () => {
    const polled = bodies({ WaitTimeSeconds: 20 })
    await clock.advance(3000)
    await send('awaited')
    expect(await polled).toEqual(['awaited'])
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 3000)
  })

  it('answers a long poll when a delayed message shows', async () => {
    await send('later', { DelaySeconds: 7 })
    const polled = bodies({ WaitTimeSeconds: 20 })
    await until(
      () => clock.now() > Date.UTC(2026, 0, 1) + 8000,
      () => clock.advance(1000),
    )
    expect(await polled).toEqual(['later'])
  })

  it('ends a long poll with nothing when its time is over', async () => {
    let ended = false
    const polled = bodies({ WaitTimeSeconds: 2 }).finally(() => {
      ended = true
    })
    await until(
      () => ended,
      () => clock.advance(500),
    )
    expect(await polled).toEqual([])
  })

  it('gives each of several polls another message', async () => {
    const polls = [1, 2, 3].map(() => bodies({ WaitTimeSeconds: 20, MaxNumberOfMessages: 1 }))
    await clock.advance(100)
    for (const body of ['a', 'b', 'c']) await send(body)
    expect((await Promise.all(polls)).flat().sort()).toEqual(['a', 'b', 'c'])
  })

  it('moves what was received too often to its dead-letter queue', async () => {
    const dead = (await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }))).QueueUrl!
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: served.kernel.arn('sqs', 'dead'), maxReceiveCount: 2 })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
    const sources = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }))
    expect(sources.queueUrls).toEqual([QueueUrl])
    await send('poison')
    for (let i = 0; i < 2; i++) {
      expect(await bodies()).toEqual(['poison'])
      await clock.advance(30_000)
    }
    expect(await bodies()).toEqual([])
    expect(await counts(dead)).toEqual([1, 0, 0])
    const [letter] = await receive({ QueueUrl: dead, MessageSystemAttributeNames: ['All'] })
    expect(letter!.Attributes!['DeadLetterQueueSourceArn']).toBe(served.kernel.arn('sqs', 'work'))
  })

  it('forgets what is older than its retention period', async () => {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { MessageRetentionPeriod: '60' } }))
    await send('old')
    await clock.advance(59_000)
    await send('new')
    await clock.advance(1000)
    expect(await bodies()).toEqual(['new'])
  })

  it('takes a batch apart: what is wrong fails alone', async () => {
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'a' },
          { Id: 'late', MessageBody: 'b', DelaySeconds: 901 },
        ],
      }),
    )
    expect(sent.Successful!.map(({ Id }) => Id)).toEqual(['good'])
    expect(sent.Failed!.map(({ Id, Code }) => [Id, Code])).toEqual([['late', 'InvalidParameterValue']])
    const [{ ReceiptHandle } = {}] = await receive()
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: '1', ReceiptHandle },
          { Id: '2', ReceiptHandle: 'junk' },
        ],
      }),
    )
    expect(deleted.Failed!.map(({ Id, Code }) => [Id, Code])).toEqual([['2', 'ReceiptHandleIsInvalid']])
  })

  it('leaves a list without entries out of what it answers to a batch', async () => {
    const Entries = [{ Id: '1', MessageBody: 'a', MessageAttributes: { n: { DataType: 'String', StringValue: 'v' } } }]
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    expect([sent.Successful!.length, sent.Failed]).toEqual([1, undefined])
    const [message] = await receive({ MessageAttributeNames: ['*'] })
    expect(message!.MessageAttributes!['n']!.StringValue).toBe('v')
  })

  it('is no longer encrypted by SQS’s own key when it has another', async () => {
    const own = { KmsMasterKeyId: 'alias/own' }
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: own }))
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    expect(Attributes).toMatchObject({ ...own, SqsManagedSseEnabled: 'false' })
  })

  it.each(['ends.', 'two..dots'])('takes no attribute by the name of %s', async (name) => {
    const MessageAttributes = { [name]: { DataType: 'String', StringValue: 'v' } }
    await expect(send('a', { MessageAttributes })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  })

  it('is empty after a purge', async () => {
    await send('a')
    await sqs.send(new PurgeQueueCommand({ QueueUrl }))
    expect(await counts()).toEqual([0, 0, 0])
  })

  it('is made once: again with the same attributes is no error, with others it is', async () => {
    const create = (Attributes: Record<string, string>) =>
      sqs.send(new CreateQueueCommand({ QueueName: 'work', Attributes }))
    expect((await create({ VisibilityTimeout: '30' })).QueueUrl).toBe(QueueUrl)
    await expect(create({ VisibilityTimeout: '31' })).rejects.toMatchObject({ name: 'QueueNameExists' })
  })

  it('that does not exist is refused as SQS does', async () => {
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' },
    })
  })

  it.each([
    ['the suffix of FIFO on a standard queue', { QueueName: 'a.fifo' }, 'InvalidParameterValue'],
    ['FIFO without its suffix', { QueueName: 'a', Attributes: { FifoQueue: 'true' } }, 'InvalidParameterValue'],
    [
      'what FIFO queues alone have',
      { QueueName: 'a', Attributes: { DeduplicationScope: 'queue' } },
      'InvalidAttributeName',
    ],
    [
      'a dead-letter queue that is not there',
      {
        QueueName: 'a',
        Attributes: {
          RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:ap-southeast-1:000000000000:none","maxReceiveCount":1}',
        },
      },
      'InvalidParameterValue',
    ],
    [
      'redrive without a count',
      {
        QueueName: 'a',
        Attributes: { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:ap-southeast-1:000000000000:work"}' },
      },
      'InvalidParameterValue',
    ],
    ['impossible names', { QueueName: 'a b' }, 'InvalidParameterValue'],
    ['impossible attributes', { QueueName: 'a', Attributes: { DelaySeconds: '901' } }, 'InvalidAttributeValue'],
    ['attributes that nobody sets', { QueueName: 'a', Attributes: { QueueArn: 'x' } }, 'InvalidAttributeName'],
  ])('refuses %s', async (_what, input, name) => {
    await expect(sqs.send(new CreateQueueCommand(input))).rejects.toMatchObject({ name })
  })
})

async function until(done: () => boolean, step: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 1000 && !done(); tries++) {
    await step()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
