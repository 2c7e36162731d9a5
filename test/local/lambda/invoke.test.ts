import { AddPermissionCommand, CreateFunctionCommand, GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { Principal } from '#local/kernel/kernel.ts'
import { withIam } from '#test/support/with-iam.ts'
import { type LambdaRuntime, ROLE, serveLambda, zipOf } from './make-function.ts'

let runtime: LambdaRuntime
beforeEach(async () => {
  runtime = await serveLambda()
})
afterEach(() => runtime.close())

describe('Invoke over the wire', () => {
  test('runs a function made from a zip, hands it event and context, and returns result and log tail', async () => {
    const { lambda } = runtime
    const source = `exports.handler = async (event, context) => {
      console.log('hello', event.name)
      process.stdout.write('a bare line\\n')
      return { event, context, remaining: context.getRemainingTimeInMillis() }
    }`
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'greet',
        Runtime: 'nodejs24.x',
        Role: ROLE,
        Handler: 'src/greet.handler',
        Timeout: 5,
        Code: { ZipFile: zipOf({ 'src/greet.js': source }) },
      }),
    )
    const output = await lambda.send(
      new InvokeCommand({ FunctionName: 'greet', Payload: '{"name":"Ada"}', LogType: 'Tail' }),
    )
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' })
    expect(output.FunctionError).toBeUndefined()
    const answer = JSON.parse(output.Payload!.transformToString())
    const { requestId } = output.$metadata
    expect(answer.event).toEqual({ name: 'Ada' })
    expect(answer.remaining).toBeGreaterThan(4000)
    expect(answer.remaining).toBeLessThanOrEqual(5000)
    expect(answer.context).toMatchObject({
      functionName: 'greet',
      functionVersion: '$LATEST',
      awsRequestId: requestId,
      invokedFunctionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:greet',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/greet',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    })
    const tail = Buffer.from(output.LogResult!, 'base64').toString().trimEnd().split('\n')
    expect(tail).toEqual([
      expect.stringMatching(/^INIT_START Runtime Version: nodejs:24/),
      `START RequestId: ${requestId} Version: $LATEST`,
      expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\t${requestId}\\tINFO\\thello Ada$`)),
      'a bare line',
      `END RequestId: ${requestId}`,
      expect.stringMatching(
        /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/,
      ),
    ])
    expect(runtime.logs.map(({ message }) => message)).toEqual(tail)
    expect(runtime.logs[0]).toMatchObject({ group: '/aws/lambda/greet', stream: answer.context.logStreamName })
  })

  test('reports a handler that failed as FunctionError, and counts it', async () => {
    await runtime.make('fails', 'export const handler = async () => { throw new Error("broken") }')
    const output = await runtime.lambda.send(new InvokeCommand({ FunctionName: 'fails' }))
    expect(output.FunctionError).toBe('Unhandled')
    expect(JSON.parse(output.Payload!.transformToString())).toMatchObject({
      errorType: 'Error',
      errorMessage: 'broken',
    })
    const sum = (name: string) =>
      runtime.metrics.filter((datum) => datum.name === name).reduce((total, { value }) => total + value, 0)
    expect([sum('Invocations'), sum('Errors')]).toEqual([1, 1])
    expect(sum('Duration')).toBeGreaterThan(0)
  })

  test('refuses an unknown function, a body that is not JSON, and one too large', async () => {
    await runtime.make('echo', 'export const handler = async (event) => event')
    const send = (input: any) => runtime.lambda.send(new InvokeCommand(input))
    await expect(send({ FunctionName: 'nobody' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:ap-southeast-1:000000000000:function:nobody:$LATEST',
    })
    await expect(send({ FunctionName: 'echo', Payload: '{"a":' })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    })
    await expect(
      send({ FunctionName: 'echo', InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1_048_576)) }),
    ).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
      $metadata: { httpStatusCode: 413 },
    })
    await expect(send({ FunctionName: 'echo', Payload: `"${'x'.repeat(6_291_455)}"` })).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    })
    const large = JSON.stringify('x'.repeat(2_000_000))
    const output = await send({ FunctionName: 'echo', Payload: large })
    expect(output.Payload!.transformToString()).toBe(large)
  })

  test('throttles above the reserved concurrency', async () => {
    await runtime.make('one', 'export const handler = async () => new Promise((done) => setTimeout(done, 100))')
    await runtime.kernel.call(
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName: 'one', ReservedConcurrentExecutions: 1 },
      runtime.kernel.root,
    )
    const call = () => runtime.kernel.call('lambda', 'Invoke', { FunctionName: 'one' }, runtime.kernel.root)
    const [first, second] = await Promise.allSettled([call(), call()])
    expect(first).toMatchObject({ status: 'fulfilled' })
    expect(second).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'TooManyRequestsException',
        members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      },
    })
    expect(runtime.metrics.filter(({ name }) => name === 'Throttles')).toHaveLength(1)
  })

  test('lets an AWS service in only by a permission for it and its source', async () => {
    await runtime.make('target', 'export const handler = async () => 1')
    const rule = runtime.kernel.arn('events', 'rule/mine')
    const as = (sourceArn: string): Principal => ({
      kind: 'service',
      arn: 'events.amazonaws.com',
      service: 'events.amazonaws.com',
      sourceArn,
    })
    const call = (principal: Principal) =>
      withIam(runtime.kernel, () => runtime.kernel.call('lambda', 'Invoke', { FunctionName: 'target' }, principal))
    await expect(call(as(rule))).rejects.toMatchObject({ code: 'AccessDeniedException' })
    await runtime.lambda.send(
      new AddPermissionCommand({
        FunctionName: 'target',
        StatementId: 'rules',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: rule,
      }),
    )
    await expect(call(as(rule))).resolves.toMatchObject({ StatusCode: 200 })
    await expect(call(as(`${rule}-not`))).rejects.toMatchObject({ code: 'AccessDeniedException' })
  })

  test('knows its own function configuration', async () => {
    await runtime.make('about', 'export const handler = async () => 1', { MemorySize: 512, Tags: { team: 'a' } })
    const { Configuration, Tags } = await runtime.lambda.send(new GetFunctionCommand({ FunctionName: 'about' }))
    expect(Configuration).toMatchObject({ MemorySize: 512, State: 'Active', Timeout: 3, Handler: 'index.handler' })
    expect(Tags).toEqual({ team: 'a' })
  })
})

test('a handler sees the runtime’s time', async () => {
  const clock = new VirtualClock({ start: Date.UTC(2030, 4, 1), auto: false })
  const shifted = await serveLambda({ clock })
  try {
    await shifted.make(
      'time',
      'export const handler = async () => [new Date().toISOString(), Date.now(), new Date(0).getTime(), new Date().constructor === Date]',
    )
    const first = await shifted.run('time')
    expect(first.result[0]).toMatch(/^2030-05-01T00:00:0/)
    expect(first.result.slice(2)).toEqual([0, true])
    await clock.advance(86_400_000)
    const later = await shifted.run('time')
    expect(new Date(later.result[1]).toISOString()).toMatch(/^2030-05-02T00:00:0/)
  } finally {
    await shifted.close()
  }
})
