import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createEvents } from '#local/events/index.ts'
import { AwsError } from '#local/kernel/aws-error.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSns } from '#local/sns/index.ts'
import { createSqs } from '#local/sqs/index.ts'
import { type LambdaRuntime, serveLambda } from './make-function.ts'

const MINUTE = 60_000
let clock: VirtualClock
let runtime: LambdaRuntime
beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  runtime = await serveLambda({ clock })
  runtime.kernel.register(createSqs(runtime.kernel))
})
afterEach(() => runtime.close())

const call = (operation: string, input: object) => runtime.kernel.call('lambda', operation, input, runtime.kernel.root)
const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
  call('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions })
const invokeLater = (name: string, event: unknown = {}) =>
  runtime.kernel.call(
    'lambda',
    'Invoke',
    { FunctionName: name, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) },
    runtime.kernel.root,
  )
const starts = () => runtime.logs.filter(({ message }) => message.startsWith('START')).length
const FAILING = 'export const handler = async () => { throw new Error("never") }'

async function makeQueue(name: string) {
  const { QueueUrl } = await runtime.kernel.call('sqs', 'CreateQueue', { QueueName: name }, runtime.kernel.root)
  return {
    arn: runtime.kernel.arn('sqs', name),
    receive: async () =>
      (
        await runtime.kernel.call(
          'sqs',
          'ReceiveMessage',
          { QueueUrl, MessageAttributeNames: ['All'] },
          runtime.kernel.root,
        )
      ).Messages,
  }
}

describe('an asynchronous invocation', () => {
  test('is accepted at once and retried after one and two minutes, then given up', async () => {
    await runtime.make('failing', FAILING)
    expect(await invokeLater('failing')).toMatchObject({ StatusCode: 202 })
    await vi.waitFor(() => expect(starts()).toBe(1), 10_000)
    await clock.advance(MINUTE - 1)
    expect(starts()).toBe(1)
    await clock.advance(1)
    expect(starts()).toBe(2)
    await clock.advance(2 * MINUTE - 1)
    expect(starts()).toBe(2)
    await clock.advance(1)
    expect(starts()).toBe(3)
    await clock.advance(10 * MINUTE)
    expect(starts()).toBe(3)
    expect(runtime.metrics.filter(({ name }) => name === 'AsyncEventsDropped')).toHaveLength(1)
  })

  test('keeps the request id over its retries', async () => {
    await runtime.make('failing', FAILING)
    await invokeLater('failing')
    await clock.advance(4 * MINUTE)
    const ids = runtime.logs.filter(({ message }) => message.startsWith('START')).map(({ message }) => message)
    expect(new Set(ids).size).toBe(1)
    expect(ids).toHaveLength(3)
  })

  test('that is given up goes to the failure destination with its request and its error', async () => {
    const queue = await makeQueue('failures')
    await runtime.make('failing', FAILING)
    await runtime.kernel.call(
      'lambda',
      'PutFunctionEventInvokeConfig',
      {
        FunctionName: 'failing',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: queue.arn } },
      },
      runtime.kernel.root,
    )
    await invokeLater('failing', { order: 7 })
    await clock.settle()
    const [message] = await queue.receive()
    expect(JSON.parse(message.Body)).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:failing:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { order: 7 },
      responseContext: { statusCode: 200, functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'never' },
    })
  })

  test('that is given up goes to the dead-letter queue as it came, with what went wrong as attributes', async () => {
    const queue = await makeQueue('dead')
    await runtime.make('failing', FAILING, { DeadLetterConfig: { TargetArn: queue.arn } })
    await invokeLater('failing', { order: 7 })
    await clock.advance(3 * MINUTE)
    const [message] = await queue.receive()
    expect(JSON.parse(message.Body)).toEqual({ order: 7 })
    expect(message.MessageAttributes).toMatchObject({
      RequestID: { StringValue: expect.any(String) },
      ErrorCode: { StringValue: '200' },
      ErrorMessage: { StringValue: 'never' },
    })
  })

  test('cannot have a dead-letter queue that the function’s role may not send to', async () => {
    const queue = await makeQueue('dead')
    runtime.kernel.evaluate = (_, { action }) => {
      if (action === 'sqs:SendMessage') throw new AwsError('AccessDeniedException', 'denied')
    }
    await expect(
      runtime.make('failing', FAILING, { DeadLetterConfig: { TargetArn: queue.arn } }),
    ).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
      message: 'The provided execution role does not have permissions to call SendMessage on SQS',
    })
  })

  test('waits while the function is throttled, and is delivered when it no longer is', async () => {
    await runtime.make(
      'narrow',
      'export const handler = async (event) => new Promise((done) => setTimeout(done, event.ms ?? 0))',
    )
    await reserve('narrow', 1)
    const busy = runtime.run('narrow', { ms: 150 })
    await invokeLater('narrow')
    await busy
    expect(starts()).toBe(1)
    await clock.advance(999)
    expect(starts()).toBe(1)
    await clock.advance(1)
    expect(starts()).toBe(2)
    expect(runtime.metrics.filter(({ name }) => name === 'AsyncEventsDropped')).toHaveLength(0)
  })

  test('of a function turned off by a reserved concurrency of 0 goes to the failure destination untried', async () => {
    const queue = await makeQueue('failures')
    await runtime.make('off', 'export const handler = async () => 1')
    await call('PutFunctionEventInvokeConfig', {
      FunctionName: 'off',
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    })
    await reserve('off', 0)
    await invokeLater('off', { n: 1 })
    await clock.settle()
    const [message] = await queue.receive()
    expect(JSON.parse(message.Body)).toEqual({
      version: '1.0',
      timestamp: '2026-01-01T00:00:00.000Z',
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:off:$LATEST',
        condition: 'ZeroReservedConcurrency',
        approximateInvokeCount: 0,
      },
      requestPayload: { n: 1 },
    })
    expect(starts()).toBe(0)
  })

  test('is given up once it is older than its maximum age, with the error of its last try', async () => {
    const queue = await makeQueue('failures')
    await runtime.make('failing', FAILING)
    await call('PutFunctionEventInvokeConfig', {
      FunctionName: 'failing',
      MaximumEventAgeInSeconds: 90,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    })
    await invokeLater('failing')
    await clock.advance(2 * MINUTE)
    const [message] = await queue.receive()
    expect(JSON.parse(message.Body)).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 2 },
      responsePayload: { errorMessage: 'never' },
    })
  })

  test('of a version ends at that version’s own destination, which says what ran', async () => {
    const queue = await makeQueue('successes')
    await runtime.make('done', 'export const handler = async () => ({ ok: true })')
    await call('PublishVersion', { FunctionName: 'done' })
    await call('PutFunctionEventInvokeConfig', {
      FunctionName: 'done',
      Qualifier: '1',
      DestinationConfig: { OnSuccess: { Destination: queue.arn } },
    })
    await invokeLater('done')
    await invokeLater('done:1')
    await clock.settle()
    const messages = await queue.receive()
    expect(messages).toHaveLength(1)
    expect(JSON.parse(messages[0].Body)).toMatchObject({
      requestContext: { functionArn: expect.stringMatching(/:function:done:1$/), condition: 'Success' },
      responseContext: { statusCode: 200, executedVersion: '1' },
      responsePayload: { ok: true },
    })
  })

  test('that is given up is kept in a bucket, under the day and the time, when that is the failure destination', async () => {
    const { kernel } = runtime
    kernel.register(createS3(kernel))
    const s3 = (operation: string, input: object) =>
      kernel.call('s3', operation, { Bucket: 'kept', ...input }, kernel.root)
    await s3('CreateBucket', { CreateBucketConfiguration: { LocationConstraint: kernel.region } })
    await runtime.make('failing', FAILING)
    await call('PutFunctionEventInvokeConfig', {
      FunctionName: 'failing',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::kept' } },
    })
    await invokeLater('failing', { order: 7 })
    await clock.settle()
    const { Contents } = await vi.waitFor(async () => {
      const listed = await s3('ListObjectsV2', {})
      expect(listed.KeyCount).toBe(1)
      return listed
    }, 10_000)
    expect(Contents[0].Key).toMatch(
      /^aws\/lambda\/async\/failing\/2026\/01\/01\/2026-01-01T00\.00\.00-[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
    )
    const { Body } = await s3('GetObject', { Key: Contents[0].Key })
    expect(await json(Body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { order: 7 },
      responsePayload: { errorMessage: 'never' },
    })
  })

  test('tells a topic, a function and a bus too how it ended', async () => {
    const { kernel } = runtime
    kernel.register(createSns(kernel))
    kernel.register(createEvents(kernel))
    const aws = (service: string, operation: string, input: object) =>
      kernel.call(service, operation, input, kernel.root)
    const queue = await makeQueue('told')
    const { TopicArn } = await aws('sns', 'CreateTopic', { Name: 'told' })
    await aws('sns', 'Subscribe', {
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      Attributes: { RawMessageDelivery: 'true' },
    })
    await aws('events', 'PutRule', { Name: 'told', EventPattern: '{"source":["lambda"]}' })
    await aws('events', 'PutTargets', { Rule: 'told', Targets: [{ Id: 'queue', Arn: queue.arn }] })
    await runtime.make(
      'listener',
      'export const handler = async (event) => console.log(event.requestContext.condition)',
    )
    const told = async () => {
      await clock.settle()
      return JSON.parse((await vi.waitFor(async () => (await queue.receive())[0], 10_000)).Body)
    }
    await runtime.make('done', 'export const handler = async () => ({ ok: true })')
    const goTo = (Destination: string) =>
      call('PutFunctionEventInvokeConfig', { FunctionName: 'done', DestinationConfig: { OnSuccess: { Destination } } })

    await goTo(TopicArn)
    await invokeLater('done')
    expect(await told()).toMatchObject({ requestContext: { condition: 'Success' }, responsePayload: { ok: true } })

    await goTo(kernel.arn('events', 'event-bus/default'))
    await invokeLater('done')
    expect(await told()).toMatchObject({
      'detail-type': 'Lambda Function Invocation Result - Success',
      resources: [kernel.arn('events', 'event-bus/default'), kernel.arn('lambda', 'function:done:$LATEST')],
      detail: { responsePayload: { ok: true } },
    })

    await goTo(kernel.arn('lambda', 'function:listener'))
    await invokeLater('done')
    await vi.waitFor(() => expect(runtime.logs.map(({ message }) => message).join()).toMatch(/INFO\tSuccess/), 10_000)
  })

  test.each([
    [
      { DestinationConfig: { OnSuccess: { Destination: 'arn:aws:s3:::kept' } } },
      'The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::kept), onFailure=null) is invalid.',
    ],
    [{}, 'You must specify at least one of error handling or destination setting.'],
    [
      { DestinationConfig: { OnSuccess: { Destination: 'arn:aws:lambda:ap-southeast-1:000000000000:function:me' } } },
      "You can't specify the function as a destination for itself.",
    ],
    [
      { DestinationConfig: { OnSuccess: { Destination: 'arn:aws:lambda:ap-southeast-1:000000000000:function:no' } } },
      'The destination ARN arn:aws:lambda:ap-southeast-1:000000000000:function:no is invalid.',
    ],
  ])('has settings that are refused when they make no sense: %j', async (settings, message) => {
    await runtime.make('me', FAILING)
    await expect(call('PutFunctionEventInvokeConfig', { FunctionName: 'me', ...settings })).rejects.toMatchObject({
      code: 'InvalidParameterValueException',
      message,
    })
  })
})

test('an accepted event survives a restart', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-test-'))
  const before = await serveLambda({ stateDir, clock: new VirtualClock({ auto: false }) })
  const source = 'export const handler = async (event) => { throw new Error("got " + event.n) }'
  await before.make('patient', source)
  await before.kernel.call(
    'lambda',
    'Invoke',
    { FunctionName: 'patient', InvocationType: 'Event', Payload: Buffer.from('{"n":5}') },
    before.kernel.root,
  )
  await (before.kernel.clock as VirtualClock).settle()
  await before.close()

  const later = new VirtualClock({ auto: false })
  const after = await serveLambda({ stateDir, clock: later })
  await after.kernel.service('lambda')!.start!()
  await later.advance(MINUTE)
  expect(after.logs.map(({ message }) => message).join('\n')).toContain('got 5')
  await after.close()
  rmSync(stateDir, { recursive: true, force: true })
})
