import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogs } from '#local/logs/index.ts'
import { createS3 } from '#local/s3/index.ts'
import { lambdaOf, only, openRoom, pass, ROLE, type Room, serviceOf } from './machine-room.ts'

/** What AWS was recorded to answer, where it is not what one would think. */
let room: Room
const sent: any[] = []
beforeAll(() => {
  room = openRoom([
    lambdaOf({ echo: (event) => event, token: ({ token }) => void sent.push(token) }),
    serviceOf('sqs', {
      SendMessage: (input) => {
        sent.push(input)
        return { MessageId: 'm', MD5OfMessageBody: 'd' }
      },
    }),
  ])
  room.kernel.register(createLogs(room.kernel))
  room.kernel.register(createS3(room.kernel))
})
afterAll(() => room.close())

const task = (Resource: string, Arguments: unknown, more = {}) =>
  only({ Type: 'Task', Resource: `arn:aws:states:::${Resource}`, Arguments, ...more })
const chain = (history: any[]) => history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`)

describe('values', () => {
  it.each([
    ['a range of one element is that element', only(pass('{% $range(4, 9, 9) %}')), 4],
    ['a longer range is an array', only(pass('{% $range(4, 9, 5) %}')), [4, 9]],
    ['a key that JSONPath would evaluate is a key', only(pass({ 'a.$': '$.b' })), { 'a.$': '$.b' }],
    [
      'a null Payload is none',
      task('lambda:invoke', { FunctionName: 'echo', Payload: null }, { Output: '{% $states.result.Payload %}' }),
      {},
    ],
    ['the state of a Pass has no RetryCount', only(pass("{% 'RetryCount' in $keys($states.context.State) %}")), false],
    [
      'that of a Task has',
      task(
        'lambda:invoke',
        { FunctionName: 'echo', Payload: '{% $states.context.State.RetryCount %}' },
        { Output: '{% $states.result.Payload %}' },
      ),
      0,
    ],
  ])('%s', async (_, definition, output) => {
    expect(await room.run(definition)).toMatchObject({ status: 'SUCCEEDED', output })
  })
})

describe('histories', () => {
  it('assign nothing where Assign is empty', async () => {
    const { history } = await room.run(only({ Type: 'Pass', Assign: {} }))
    expect(history[2].stateExitedEventDetails).not.toHaveProperty('assignedVariables')
  })

  it('link a Timestamp that is none to the state, other evaluations to what came before it', async () => {
    const wait = (Timestamp: string) => room.run(only({ Type: 'Wait', Timestamp }))
    const [bad, missing] = [await wait("{% 'soon' %}"), await wait('{% $nothing %}')]
    expect(chain(bad.history)[2]).toBe('3<-2 EvaluationFailed')
    expect(chain(missing.history)[2]).toBe('3<-0 EvaluationFailed')
  })

  it('end at once where a Distributed Map is given a limit that cannot be', async () => {
    const { history, cause } = await room.run(
      only({
        Type: 'Map',
        Items: [1],
        ToleratedFailureCount: '{% -1 %}',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'A',
          States: { A: pass(1) },
        },
      }),
    )
    expect(chain(history).slice(2)).toEqual(['3<-2 MapStateStarted', '4<-3 ExecutionFailed'])
    expect(cause).toMatch(/ToleratedFailureCount cannot be negative\.$/)
  })

  it('tell what a service answered with, header by header', async () => {
    const { output } = await room.run(task('sqs:sendMessage', { QueueUrl: 'q', MessageBody: 'b' }))
    const { HttpHeaders, AllHttpHeaders, HttpStatusCode } = output.SdkHttpMetadata
    expect(HttpStatusCode).toBe(200)
    expect(HttpHeaders).toEqual({
      connection: 'keep-alive',
      'Content-Length': String(JSON.stringify({ MessageId: 'm', MD5OfMessageBody: 'd' }).length),
      'Content-Type': 'application/x-amz-json-1.0',
      Date: room.clock.date().toUTCString(),
      'x-amzn-RequestId': output.SdkResponseMetadata.RequestId,
    })
    for (const [name, value] of Object.entries(HttpHeaders)) expect(AllHttpHeaders[name]).toEqual([value])
  })

  it('count the bytes of times as AWS writes them', async () => {
    const inner = await room.create(only(pass(1)))
    const { output } = await room.run(
      task('states:startExecution', { StateMachineArn: inner, Input: null, Name: null }),
    )
    const [whole, fraction] = String(output.StartDate / 1000).split('.')
    const startDate = `${whole![0]}.${(whole!.slice(1) + (fraction ?? '')).replace(/0+$/, '') || '0'}E9`
    const body = `{"executionArn":"${output.ExecutionArn}","startDate":${startDate}}`
    expect(output.SdkHttpMetadata.HttpHeaders['Content-Length']).toBe(String(body.length))
    const { executionArn, input } = await room.call('DescribeExecution', { executionArn: output.ExecutionArn })
    expect({ executionArn, input }).toEqual({ executionArn: output.ExecutionArn, input: '{}' })
  })

  it('tell the headers of a function', async () => {
    const { output } = await room.run(task('lambda:invoke', { FunctionName: 'echo', Payload: 'four' }))
    expect(output.SdkHttpMetadata.HttpHeaders).toMatchObject({
      'Content-Length': '6',
      'X-Amz-Executed-Version': '$LATEST',
      'x-amzn-Remapped-Content-Length': '0',
      'X-Amzn-Trace-Id': expect.stringMatching(/^root=1-[0-9a-f]{8}-[0-9a-f]{24};parent=[0-9a-f]{16};sampled=0$/),
    })
  })
})

describe('S3 through the SDK', () => {
  it('is written to as JSON, with a checksum', async () => {
    const CreateBucketConfiguration = { LocationConstraint: room.kernel.region }
    await room.kernel.call('s3', 'CreateBucket', { Bucket: 'recorded', CreateBucketConfiguration }, room.kernel.root)
    const { output } = await room.run(task('aws-sdk:s3:putObject', { Bucket: 'recorded', Key: 'k', Body: { a: 1 } }))
    const text = await room.run(task('aws-sdk:s3:putObject', { Bucket: 'recorded', Key: 'text', Body: 'in quotes' }))
    expect(text.output.ETag).toBe(`"${createHash('md5').update('"in quotes"').digest('hex')}"`)
    const head = await room.kernel.call('s3', 'HeadObject', { Bucket: 'recorded', Key: 'text' }, room.kernel.root)
    expect(head.ContentType).toBe('text/plain; charset=UTF-8')
    expect(output).toMatchObject({ ChecksumCRC32: expect.stringMatching(/^.{6}==$/), ChecksumType: 'FULL_OBJECT' })
  })

  it('fails with both ids of the request', async () => {
    const { error, cause } = await room.run(task('aws-sdk:s3:getObject', { Bucket: 'recorded', Key: 'none' }))
    expect(error).toBe('S3.NoSuchKeyException')
    expect(cause).toMatch(/Status Code: 404, Request ID: [\w-]+, Extended Request ID: \S+\) \(SDK Attempt Count: 1\)$/)
  })
})

describe('callbacks', () => {
  it('that fail without error and cause are caught as nulls', async () => {
    const arn = await room.start({
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Arguments: { FunctionName: 'token', Payload: { token: '{% $states.context.Task.Token %}' } },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    })
    await room.settle()
    await room.call('SendTaskFailure', { taskToken: sent.at(-1) })
    await room.settle()
    const { output, history } = await room.finished(arn)
    expect(output).toEqual({ Error: null, Cause: null })
    const failed = history.find(({ type }) => type === 'TaskFailed')
    expect(failed.taskFailedEventDetails).toEqual({ resourceType: 'lambda', resource: 'invoke.waitForTaskToken' })
  })

  it('look at the token before the output', async () => {
    await expect(room.call('SendTaskSuccess', { taskToken: 'none', output: 'none' })).rejects.toMatchObject({
      code: 'InvalidToken',
    })
  })
})

describe('machines', () => {
  const describeMachine = (stateMachineArn: string) => room.call('DescribeStateMachine', { stateMachineArn })

  it('are described with how they are encrypted and which variables their states read', async () => {
    const stateMachineArn = await room.create({
      StartAt: 'Set',
      States: { Set: { Type: 'Pass', Assign: { n: 1 }, Next: 'Get' }, Get: pass('{% $n %}') },
    })
    const described = {
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
      variableReferences: { Get: ['n'] },
    }
    expect(await describeMachine(stateMachineArn)).toMatchObject(described)
    const { executionArn } = await room.call('StartExecution', { stateMachineArn })
    expect(await room.call('DescribeStateMachineForExecution', { executionArn })).toMatchObject(described)
  })

  const create = (name: string, loggingConfiguration: any) =>
    room.call('CreateStateMachine', {
      name,
      roleArn: ROLE,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...only(pass(1)) }),
      loggingConfiguration,
    })
  const to = (group: string) => ({
    cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:ap-southeast-1:000000000000:log-group:${group}:*` },
  })

  it.each([
    ['no destination', { level: 'ALL' }, 'Must specify exactly one Log Destination.'],
    ['two', { level: 'ALL', destinations: [to('a'), to('b')] }, 'Must specify exactly one Log Destination.'],
    ['a group that is not there', { level: 'ALL', destinations: [to('a')] }, 'Log Destination not found.'],
  ])('are refused where they log to %s', async (_, logging, why) => {
    await expect(create('logging', logging)).rejects.toMatchObject({
      code: 'InvalidLoggingConfiguration',
      message: `Invalid Logging Configuration: ${why}`,
    })
  })

  it('log to a group that is there, and off without a level', async () => {
    await room.kernel.call('logs', 'CreateLogGroup', { logGroupName: 'there' }, room.kernel.root)
    const destinations = [to('there')]
    const { stateMachineArn } = await create('logging-all', { level: 'ALL', destinations })
    expect((await describeMachine(stateMachineArn)).loggingConfiguration).toEqual({
      level: 'ALL',
      includeExecutionData: false,
      destinations,
    })
    const off = await create('logging-off', {})
    expect((await describeMachine(off.stateMachineArn)).loggingConfiguration).toEqual({
      level: 'OFF',
      includeExecutionData: false,
    })
  })

  it('are given JSON, or told where it ends to be that', async () => {
    const stateMachineArn = await room.create(only(pass(1)))
    await expect(room.call('StartExecution', { stateMachineArn, input: '{oops}' })).rejects.toMatchObject({
      message:
        "Invalid State Machine Execution Input: 'Unexpected character ('o' (code 111)): was expecting double-quote to start field name'",
    })
  })

  it('answer a failed synchronous execution with the details of an output that there is not', async () => {
    const stateMachineArn = await room.create(only({ Type: 'Fail', End: undefined }), { type: 'EXPRESS' })
    const answer = await room.call('StartSyncExecution', { stateMachineArn })
    expect(answer).toMatchObject({ status: 'FAILED', outputDetails: { included: true } })
    expect(answer).not.toHaveProperty('output')
  })
})
