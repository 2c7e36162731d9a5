import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
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

const create = async (QueueName: string, Attributes: Record<string, string>) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }))).QueueUrl!

beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  served = await serve({ clock })
  served.kernel.register(createSqs(served.kernel))
  sqs = new SQSClient(served.client)
  QueueUrl = await create('work.fifo', { ContentBasedDeduplication: 'true' })
})
afterEach(() => served.close())

const send = (MessageBody: string, MessageGroupId = 'g', more = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, ...more }))
const receive = async (MaxNumberOfMessages = 10) => {
  const asked = { QueueUrl, MaxNumberOfMessages, MessageSystemAttributeNames: ['All' as const] }
  return (await sqs.send(new ReceiveMessageCommand(asked))).Messages ?? []
}
const bodies = async (most?: number) => (await receive(most)).map(({ Body }) => Body)

describe('a FIFO queue', () => {
  it('gives messages in their order, with their group, deduplication id and growing number', async () => {
    const numbers = []
    for (const body of ['1', '2', '3']) numbers.push((await send(body)).SequenceNumber!)
    expect(numbers).toEqual([...numbers].sort())
    expect(new Set(numbers.map((number) => number.length))).toEqual(new Set([20]))
    const messages = await receive()
    expect(messages.map(({ Body }) => Body)).toEqual(['1', '2', '3'])
    expect(messages[1]!.Attributes).toMatchObject({
      MessageGroupId: 'g',
      SequenceNumber: numbers[1],
      MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('gives several messages group by group, in the order of the groups', async () => {
    for (const [body, group] of [
      ['a1', 'a'],
      ['b1', 'b'],
      ['a2', 'a'],
    ] as const)
      await send(body, group)
    expect(await bodies()).toEqual(['a1', 'a2', 'b1'])
  })

  it('answers a long poll when the message that held up its group is deleted, and rests until then', async () => {
    await send('1')
    const [first] = await receive(1)
    await send('2')
    const polled = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }))
    await clock.advance(3000)
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle }))
    expect((await polled).Messages!.map(({ Body }) => Body)).toEqual(['2'])
  })

  it('takes what it has taken before once it was purged', async () => {
    await send('1')
    await sqs.send(new PurgeQueueCommand({ QueueUrl }))
    await send('1')
    expect(await bodies()).toEqual(['1'])
  })

  it('reads True as true', async () => {
    QueueUrl = await create('loud.fifo', { FifoQueue: 'True', ContentBasedDeduplication: 'TRUE' })
    await send('1')
    expect(await bodies()).toEqual(['1'])
  })

  it('holds a group while a message of it is in flight, and no other group', async () => {
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const)
      await send(body, group)
    const [first] = await receive(1)
    expect(first!.Body).toBe('a1')
    expect(await bodies()).toEqual(['b1'])
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle }))
    expect(await bodies()).toEqual(['a2'])
  })

  it('gives what comes before the one in flight', async () => {
    for (const body of ['1', '2', '3']) await send(body)
    const [first] = await receive()
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout: 0 }),
    )
    expect(await bodies()).toEqual(['1'])
  })

  it('takes a message once within five minutes, and answers with the first', async () => {
    const first = await send('x')
    const again = await send('x', 'other')
    expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber })
    expect(await bodies()).toEqual(['x'])
    await clock.advance(5 * 60_000)
    expect((await send('x', 'other')).MessageId).not.toBe(first.MessageId)
  })

  it('takes it once for each group where that is its scope', async () => {
    QueueUrl = await create('each.fifo', { ContentBasedDeduplication: 'true', DeduplicationScope: 'messageGroup' })
    await send('x', 'a')
    await send('x', 'b')
    await send('x', 'b')
    expect(await bodies()).toEqual(['x', 'x'])
  })

  it('holds a handle good for the visibility timeout alone', async () => {
    await send('x')
    const [{ ReceiptHandle } = {}] = await receive()
    await clock.advance(30_000)
    await expect(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))).rejects.toMatchObject({
      message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    })
  })

  it('refuses what lacks a group or an id, delays of single messages, and odd names', async () => {
    QueueUrl = await create('bare.fifo', {})
    const refused = (input: object) =>
      expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', ...input }))).rejects
    await refused({ MessageDeduplicationId: '1' }).toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter MessageGroupId.',
    })
    await refused({ MessageGroupId: 'g' }).toMatchObject({
      message:
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    })
    await refused({ MessageGroupId: 'g', MessageDeduplicationId: '1', DelaySeconds: 2 }).toMatchObject({
      message:
        'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    })
    await refused({ MessageGroupId: 'a b', MessageDeduplicationId: '1' }).toMatchObject({
      message:
        'Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    })
    const Entries = [{ Id: '1', MessageBody: 'x', MessageDeduplicationId: '1' }]
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({
      message: 'The request must contain the parameter MessageGroupId.',
    })
  })
})
