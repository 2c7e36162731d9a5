import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
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
    await vi.waitFor(() => expect(starts()).toBe(1))
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

  test('waits while the function is throttled, and is delivered when it no longer is', async () => {
    await runtime.make('closed', 'export const handler = async () => 1')
    const limit = (ReservedConcurrentExecutions: number) =>
      runtime.kernel.call(
        'lambda',
        'PutFunctionConcurrency',
        { FunctionName: 'closed', ReservedConcurrentExecutions },
        runtime.kernel.root,
      )
    await limit(0)
    await invokeLater('closed')
    await clock.advance(5 * MINUTE)
    expect(starts()).toBe(0)
    await limit(1)
    await clock.advance(5 * MINUTE)
    expect(starts()).toBe(1)
  })
})

test('an accepted event survives a restart', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-test-'))
  const before = await serveLambda({ stateDir, clock: new VirtualClock({ auto: false }) })
  await before.make('patient', 'export const handler = async (event) => { console.log("got " + event.n) }')
  await before.kernel.call(
    'lambda',
    'PutFunctionConcurrency',
    { FunctionName: 'patient', ReservedConcurrentExecutions: 0 },
    before.kernel.root,
  )
  await before.kernel.call(
    'lambda',
    'Invoke',
    { FunctionName: 'patient', InvocationType: 'Event', Payload: Buffer.from('{"n":5}') },
    before.kernel.root,
  )
  await before.close()

  const later = new VirtualClock({ auto: false })
  const after = await serveLambda({ stateDir, clock: later })
  await after.kernel.call('lambda', 'DeleteFunctionConcurrency', { FunctionName: 'patient' }, after.kernel.root)
  await after.kernel.service('lambda')!.start!()
  await later.advance(1000)
  expect(after.logs.map(({ message }) => message).join('\n')).toContain('got 5')
  await after.close()
  rmSync(stateDir, { recursive: true, force: true })
})
