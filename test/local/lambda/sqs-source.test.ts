import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type LambdaRuntime, serveLambda } from './make-function.ts'

let clock: VirtualClock
let runtime: LambdaRuntime
let QueueUrl: string
let call: (service: string, operation: string, input: object) => Promise<any>

beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  runtime = await serveLambda({ clock })
  const { kernel } = runtime
  kernel.register(createSqs(kernel))
  call = (service, operation, input) => kernel.call(service, operation, input, kernel.root)
  QueueUrl = (await call('sqs', 'CreateQueue', { QueueName: 'jobs' })).QueueUrl
})
afterEach(() => runtime.close())

const send = (...bodies: string[]) =>
  call('sqs', 'SendMessageBatch', {
    QueueUrl,
    Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
  })
const map = (settings = {}) =>
  call('lambda', 'CreateEventSourceMapping', {
    FunctionName: 'worker',
    EventSourceArn: runtime.kernel.arn('sqs', 'jobs'),
    ...settings,
  })
const left = async () => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible']
  const { Attributes } = await call('sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: names })
  return names.map((name) => Number(Attributes[name]))
}
const printed = () =>
  runtime.logs.filter(({ message }) => /INFO\t/.test(message)).map(({ message }) => message.split('INFO\t')[1])
const PRINT = 'export const handler = async ({ Records }) => { console.log(Records.map((r) => r.body).join(" ")) }'

describe('a queue as event source', () => {
  test('invokes the function with a batch and deletes what it handled', async () => {
    await runtime.make('worker', 'export const handler = async (event) => { console.log(JSON.stringify(event)) }')
    await map()
    await send('one', 'two')
    await vi.waitFor(async () => expect(await left()).toEqual([0, 0]), 10_000)
    const { Records } = JSON.parse(printed()[0]!)
    expect(Records.map(({ body }: any) => body)).toEqual(['one', 'two'])
    expect(Records[0]).toMatchObject({
      messageId: expect.any(String),
      receiptHandle: expect.any(String),
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {},
      md5OfBody: 'f97c5d29941bfb1b2fdab0874906ab82',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:ap-southeast-1:000000000000:jobs',
      awsRegion: 'ap-southeast-1',
    })
  })

  test('leaves what a failing function did not handle until the visibility timeout has passed', async () => {
    await runtime.make(
      'worker',
      'let n = 0\nexport const handler = async () => { if (++n === 1) throw new Error("first") }',
    )
    await map()
    await send('one')
    await vi.waitFor(() => expect(runtime.logs.some(({ message }) => /^REPORT/.test(message))).toBe(true), 10_000)
    await clock.settle()
    expect(await left()).toEqual([0, 1])
    await clock.advance(31_000)
    await vi.waitFor(async () => expect(await left()).toEqual([0, 0]), 10_000)
  })

  test('with ReportBatchItemFailures keeps only the messages that the function names', async () => {
    await runtime.make(
      'worker',
      `export const handler = async ({ Records }) => ({
         batchItemFailures: Records.filter((r) => r.body === 'bad').map((r) => ({ itemIdentifier: r.messageId })),
       })`,
    )
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await send('good', 'bad', 'good')
    await vi.waitFor(async () => expect(await left()).toEqual([0, 1]), 10_000)
  })

  test('collects messages for the batching window', async () => {
    await runtime.make('worker', PRINT)
    await map({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 })
    await send('one')
    await clock.advance(3000)
    expect(printed()).toEqual([])
    await send('two')
    await clock.advance(2000)
    await vi.waitFor(() => expect(printed()).toEqual(['one two']), 10_000)
  })

  test.each([
    [{ body: { kind: ['paid'] } }, '{"kind":"paid"}', ['{"kind":"open"}', 'paid', '{"kind"']],
    [{ body: { size: [{ numeric: ['>', 10] }] } }, '{"size":11}', ['{"size":10}', '11']],
    [{ body: ['paid', { prefix: 'late' }] }, 'late again', ['open', '{"body":"paid"}']],
    [{ messageAttributes: { kind: { stringValue: ['paid'] } } }, undefined, ['paid', '{"kind":"paid"}']],
  ])('with the filter %j hands over what matches and deletes the rest', async (pattern, matching, others) => {
    await runtime.make('worker', PRINT)
    await map({
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }, { Pattern: '{"body":["sent last"]}' }] },
    })
    await send(...others, ...(matching ? [matching] : []))
    await vi.waitFor(async () => expect(await left()).toEqual([0, 0]), 10_000)
    await send('sent last')
    await vi.waitFor(() => expect(printed().at(-1)).toBe('sent last'), 10_000)
    expect(printed()).toEqual([...(matching ? [matching] : []), 'sent last'])
  })

  test('shows its filters, changes them and drops them', async () => {
    await runtime.make('worker', PRINT)
    const Filters = [{ Pattern: '{"body":["a"]}' }]
    const { UUID, FilterCriteria } = await map({ FilterCriteria: { Filters } })
    expect(FilterCriteria).toEqual({ Filters })
    const change = (settings: object) => call('lambda', 'UpdateEventSourceMapping', { UUID, ...settings })
    expect(await change({ BatchSize: 5 })).toMatchObject({ FilterCriteria: { Filters } })
    expect(await change({ FilterCriteria: { Filters: [] } })).not.toHaveProperty('FilterCriteria')
  })

  test.each(['null', '"simple string"', '{"eventSource":"aws:sqs"}', '{"eventSource":[]}', '{', ''])(
    'refuses the filter pattern %s',
    async (Pattern) => {
      await runtime.make('worker', PRINT)
      await expect(map({ FilterCriteria: { Filters: [{ Pattern }] } })).rejects.toMatchObject({
        code: 'InvalidParameterValueException',
        message: 'Invalid filter pattern definition.',
      })
    },
  )

  test('refuses more than five filters, and a destination, which only streams have', async () => {
    await runtime.make('worker', PRINT)
    const Filters = Array.from({ length: 6 }, () => ({ Pattern: '{"body":["a"]}' }))
    await expect(map({ FilterCriteria: { Filters } })).rejects.toMatchObject({ code: 'InvalidParameterValueException' })
    const Destination = runtime.kernel.arn('sns', 'topic')
    await expect(map({ DestinationConfig: { OnFailure: { Destination } } })).rejects.toMatchObject({
      message: 'Unsupported DestinationConfig parameter for given event source mapping type.',
    })
  })

  test('stops when the mapping is deleted', async () => {
    await runtime.make('worker', PRINT)
    const { UUID } = await map()
    await call('lambda', 'DeleteEventSourceMapping', { UUID })
    await send('one')
    await clock.settle()
    expect(printed()).toEqual([])
    expect(await left()).toEqual([1, 0])
  })

  test('is refused when the role may not read the queue, or the queue forgets sooner than the function ends', async () => {
    await runtime.make('worker', PRINT, { Timeout: 60 })
    await expect(map()).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
      message: 'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    })
    runtime.kernel.evaluate = (_, { action }) => {
      if (action === 'sqs:ReceiveMessage') throw new AwsError('AccessDeniedException', 'no')
    }
    await expect(map()).rejects.toMatchObject({
      message: 'The provided execution role does not have permissions to call ReceiveMessage on SQS',
    })
  })
})
