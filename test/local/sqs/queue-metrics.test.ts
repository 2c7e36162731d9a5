import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { MetricDatum } from '#local/kernel/kernel.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

let served: Served
let clock: VirtualClock
let told: MetricDatum[]

beforeEach(async () => {
  clock = new VirtualClock({ auto: false, start: Date.UTC(2026, 0, 1, 0, 0, 30) })
  served = await serve({ clock })
  told = []
  served.kernel.onMetric((datum) => told.push(datum))
  served.kernel.register(createSqs(served.kernel))
  await call('CreateQueue', { QueueName: 'work' })
})
afterEach(() => served.close())

const call = (operation: string, input: object) => served.kernel.call('sqs', operation, input, served.kernel.root)
const QueueUrl = 'http://local/000000000000/work'
const values = (metric: string) => told.filter(({ name }) => name === metric).map(({ value }) => value)

describe('the metrics of a queue', () => {
  it('tell every minute what it holds and how old that is, until it is empty', async () => {
    await call('SendMessage', { QueueUrl, MessageBody: 'x' })
    await clock.advance(90_000)
    expect(values('ApproximateNumberOfMessagesVisible')).toEqual([1, 1])
    expect(values('ApproximateAgeOfOldestMessage')).toEqual([30, 90])
    const { Messages } = await call('ReceiveMessage', { QueueUrl, VisibilityTimeout: 600 })
    await clock.advance(60_000)
    expect(values('ApproximateNumberOfMessagesNotVisible')).toEqual([0, 0, 1])
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle })
    await clock.advance(600_000)
    expect(values('ApproximateNumberOfMessagesVisible')).toEqual([1, 1, 0, 0])
    expect(told[0]).toMatchObject({ namespace: 'AWS/SQS', dimensions: { QueueName: 'work' } })
  })

  it('count what is sent, received and deleted', async () => {
    await call('SendMessage', { QueueUrl, MessageBody: 'four' })
    const { Messages } = await call('ReceiveMessage', { QueueUrl })
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle })
    for (const name of ['Sent', 'Received', 'Deleted']) expect(values(`NumberOfMessages${name}`)).toEqual([1])
    expect(values('SentMessageSize')).toEqual([4])
  })

  it('are not there for a queue that nobody uses', async () => {
    await clock.advance(3_600_000)
    expect(told).toEqual([])
  })
})
