import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type Served, serve } from '#test/support/kernel.ts'

const arn = (name: string) => `arn:aws:sqs:ap-southeast-1:000000000000:${name}`

let served: Served
let clock: VirtualClock
let sqs: SQSClient
const url = (name: string) => `${served.kernel.endpoint}/000000000000/${name}`

beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  served = await serve({ clock })
  served.kernel.register(createSqs(served.kernel))
  sqs = new SQSClient(served.client)
  for (const QueueName of ['dead', 'other']) await sqs.send(new CreateQueueCommand({ QueueName }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1 })
  await sqs.send(new CreateQueueCommand({ QueueName: 'work', Attributes: { RedrivePolicy, VisibilityTimeout: '0' } }))
  for (const MessageBody of ['1', '2', '3'])
    await sqs.send(new SendMessageCommand({ QueueUrl: url('work'), MessageBody }))
  // The second receive finds them received too often.
  for (let i = 0; i < 2; i++) await received('work')
})
afterEach(() => served.close())

async function received(name: string): Promise<string[]> {
  const asked = { QueueUrl: url(name), MaxNumberOfMessages: 10 }
  return ((await sqs.send(new ReceiveMessageCommand(asked))).Messages ?? []).map(({ Body }) => Body!)
}
const start = (more = {}) => sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn('dead'), ...more }))
const latest = async () => (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn('dead') }))).Results![0]!

describe('a move of messages', () => {
  it('brings dead letters back to the queue that gave them up', async () => {
    await start()
    await clock.advance(1000)
    expect((await received('work')).sort()).toEqual(['1', '2', '3'])
    expect(await latest()).toMatchObject({
      Status: 'COMPLETED',
      ApproximateNumberOfMessagesMoved: 3,
      ApproximateNumberOfMessagesToMove: 3,
    })
    expect((await latest()).TaskHandle).toBeUndefined()
  })

  it('takes them elsewhere at the rate that is asked for, until it is cancelled', async () => {
    const { TaskHandle } = await start({ DestinationArn: arn('other'), MaxNumberOfMessagesPerSecond: 1 })
    await clock.advance(1500)
    expect(await latest()).toMatchObject({ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 1, TaskHandle })
    await expect(start()).rejects.toMatchObject({ message: /already a task running/ })
    await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
    await clock.advance(5000)
    expect(await latest()).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 })
    expect(await received('other')).toHaveLength(1)
  })

  it('fails when its destination goes', async () => {
    await start({ DestinationArn: arn('other'), MaxNumberOfMessagesPerSecond: 1 })
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url('other') }))
    await clock.advance(2000)
    expect(await latest()).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'AWS.SimpleQueueService.NonExistentQueue',
    })
  })

  it('is refused for what is no dead-letter queue, and for queues and tasks that are not there', async () => {
    const refused = (input: object) => expect(start(input)).rejects
    await refused({ SourceArn: arn('other') }).toMatchObject({
      message: 'Source queue must be configured as a Dead Letter Queue.',
    })
    await refused({ DestinationArn: arn('none') }).toMatchObject({
      name: 'ResourceNotFoundException',
      message: "The resource that you specified for the DestinationArn parameter doesn't exist.",
    })
    await expect(sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle: 'x' }))).rejects.toMatchObject({
      message: 'Value for parameter TaskHandle is invalid.',
    })
  })
})

describe('a dead-letter queue', () => {
  it('is one for the queues that it allows', async () => {
    const set = (name: string, Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl: url(name), Attributes }))
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1 })
    const allow = (sourceQueueArns: string[]) =>
      set('dead', { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns }) })
    await allow([arn('work')])
    await expect(set('other', { RedrivePolicy })).rejects.toMatchObject({ name: 'InvalidParameterValue' })
    await allow([arn('other')])
    await set('other', { RedrivePolicy })
  })
})
