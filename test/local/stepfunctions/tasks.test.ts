import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { lambdaOf, only, openRoom, type Room, serviceOf } from './machine-room.ts'

let room: Room
/** What the functions and services were called with. */
let seen: any[]
const failWith = (name: string, message = '') => {
  throw Object.assign(new Error(message), { name })
}

beforeEach(() => {
  seen = []
  room = openRoom([
    lambdaOf({
      note: (event) => void seen.push(event),
      large: () => 'x'.repeat(300_000),
      fail: ({ as }) => failWith(as, 'by order'),
    }),
    serviceOf('sqs', {
      SendMessage: (input) => {
        seen.push(input)
        return { MessageId: 'm', MD5OfMessageBody: 'd' }
      },
    }),
    serviceOf('events', {
      PutEvents: ({ Entries }) => {
        seen.push(Entries)
        const failed = Entries.filter(({ Source }: any) => !Source)
        return { FailedEntryCount: failed.length, Entries: Entries.map(() => ({ EventId: 'e' })) }
      },
    }),
    serviceOf('dynamodb', {
      PutItem: ({ ConditionExpression }) => {
        if (ConditionExpression) throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed')
        throw new AwsError('ValidationException', 'no')
      },
    }),
  ])
})
afterEach(() => room.close())

const invoke = (name: string, Payload: unknown = '{% $states.input %}', more = {}) =>
  only({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: name, Payload },
    ...more,
  })
const callback = (more = {}) =>
  only({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: 'note', Payload: { token: '{% $states.context.Task.Token %}' } },
    ...more,
  })

describe('a task', () => {
  it('fails by the name of what its function threw, with the payload as the cause', async () => {
    const { error, cause } = await room.run(invoke('fail', { as: 'NotToday' }))
    expect(error).toBe('NotToday')
    expect(JSON.parse(cause!)).toEqual({ errorType: 'NotToday', errorMessage: 'by order', trace: [] })
  })

  it('fails by the service error when there is no such function', async () => {
    const { error, cause } = await room.run(invoke('nobody'))
    expect(error).toBe('Lambda.ResourceNotFoundException')
    expect(cause).toMatch(
      /^Function not found: nobody \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [\w-]+; Proxy: null\)$/,
    )
  })

  it('is refused what its role may not do, under the fallback name', async () => {
    room.kernel.evaluate = (_, { action, resource }) => {
      throw new AwsError('AccessDeniedException', `not authorized to perform: ${action} on resource: ${resource}`, 403)
    }
    const { error, cause } = await room.run(invoke('note'))
    expect(error).toBe('Lambda.AWSLambdaException')
    expect(cause).toContain('Status Code: 403; Error Code: AccessDeniedException')
  })

  it('times out after TimeoutSeconds, which may be an expression', async () => {
    const definition = only({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: { QueueUrl: 'q', MessageBody: 'b' },
      TimeoutSeconds: '{% $states.input.t %}',
    })
    const { error, cause, types } = await room.run(definition, { t: 7 }, 7)
    expect({ error, cause }).toEqual({ error: 'States.Timeout', cause: undefined })
    expect(types.slice(4)).toEqual(['TaskSubmitted', 'TaskTimedOut', 'ExecutionFailed'])
  })

  it('refuses a timeout that is no number', async () => {
    const { error, cause } = await room.run(invoke('note', {}, { TimeoutSeconds: "{% 'soon' %}" }))
    expect(error).toBe('States.QueryEvaluationError')
    expect(cause).toContain("Expected 'number', but was 'string' for value: \"soon\"")
  })

  it('fails with States.DataLimitExceeded on a result that is too large, which States.TaskFailed does not catch', async () => {
    const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'Only' }]
    const { error, cause } = await room.run(invoke('large', {}, { Catch }))
    expect({ error, cause }).toEqual({
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    })
  })

  it.each(['States.DataLimitExceeded', 'States.ALL'])('has States.DataLimitExceeded caught by %s', async (name) => {
    const definition = {
      StartAt: 'Only',
      States: {
        ...invoke('large', {}, { Catch: [{ ErrorEquals: [name], Next: 'Then' }] }).States,
        Then: { Type: 'Succeed' },
      },
    }
    expect((await room.run(definition)).status).toBe('SUCCEEDED')
  })

  it('counts its attempts per retrier, in the order of the retriers', async () => {
    const errors = ['A', 'B', 'A', 'B', 'B']
    room.kernel.register(lambdaOf({ next: () => failWith(errors.shift() ?? 'C') }))
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 2, IntervalSeconds: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 2, IntervalSeconds: 1 },
    ]
    const { error, types } = await room.run(invoke('next', {}, { Retry }), {}, 60)
    expect(error).toBe('B')
    expect(types.filter((type) => type === 'TaskFailed')).toHaveLength(5)
  })

  it('waits IntervalSeconds, times BackoffRate, up to MaxDelaySeconds, and shows RetryCount', async () => {
    const times: number[] = []
    room.kernel.register(
      lambdaOf({
        time: ({ retry }) => {
          times.push(room.clock.now())
          seen.push(retry)
          failWith('Again')
        },
      }),
    )
    const Retry = [
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 },
    ]
    await room.run(invoke('time', { retry: '{% $states.context.State.RetryCount %}' }, { Retry }), {}, 100)
    expect(times.map((time, index) => (index ? (time - times[index - 1]!) / 1000 : 0))).toEqual([0, 2, 6, 10])
    expect(seen).toEqual([0, 1, 2, 3])
  })

  it('is not retried with MaxAttempts 0', async () => {
    const { types } = await room.run(
      invoke('fail', { as: 'E' }, { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 0 }] }),
      {},
      9,
    )
    expect(types.filter((type) => type === 'TaskFailed')).toHaveLength(1)
  })

  it('sends objects as the body of a message, and the execution among the resources of an event', async () => {
    await room.run(
      only({
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: { QueueUrl: 'q', MessageBody: { a: 1 } },
      }),
    )
    const entry = { Source: 's', DetailType: 't', Detail: { b: 2 } }
    const { output } = await room.run(
      only({ Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', Arguments: { Entries: [entry] } }),
    )
    expect(seen).toMatchObject([
      { MessageBody: '{"a":1}' },
      [
        {
          Source: 's',
          DetailType: 't',
          Detail: '{"b":2}',
          Resources: [expect.stringContaining(':stateMachine:'), expect.stringContaining(':execution:')],
        },
      ],
    ])
    expect(output).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] })
  })

  it('fails with EventBridge.FailedEntry when an event is not taken', async () => {
    const Arguments = { Entries: [{ DetailType: 't', Detail: '{}' }] }
    const { error, cause } = await room.run(
      only({ Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', Arguments }),
    )
    expect({ error, cause: JSON.parse(cause!) }).toMatchObject({
      error: 'EventBridge.FailedEntry',
      cause: { FailedEntryCount: 1 },
    })
  })

  it.each([
    ['dynamodb:putItem', 'c', 'DynamoDB.ConditionalCheckFailedException'],
    ['dynamodb:putItem', undefined, 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:dynamodb:putItem', 'c', 'DynamoDb.ConditionalCheckFailedException'],
    ['aws-sdk:dynamodb:putItem', undefined, 'DynamoDb.DynamoDbException'],
  ])('%s with condition %s fails as %s', async (resource, ConditionExpression, expected) => {
    const Arguments = { TableName: 't', ...(ConditionExpression && { ConditionExpression }) }
    const { error } = await room.run(only({ Type: 'Task', Resource: `arn:aws:states:::${resource}`, Arguments }))
    expect(error).toBe(expected)
  })

  it('is marked by States.Runtime when its Arguments are no object, past any catcher', async () => {
    const { error } = await room.run(
      only({
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Arguments: '{% 1 %}',
        Retry: [{ ErrorEquals: ['States.ALL'] }],
      }),
    )
    expect(error).toBe('States.Runtime')
  })
})

describe('a task with a token', () => {
  const token = async () => {
    await room.settle()
    return seen.at(-1).token
  }

  it('ends with the output that SendTaskSuccess brings', async () => {
    const executionArn = await room.start(callback())
    await room.call('SendTaskSuccess', { taskToken: await token(), output: '{"a":[1]}' })
    await room.settle()
    const { output, types } = await room.finished(executionArn)
    expect(output).toEqual({ a: [1] })
    expect(types.slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded'])
  })

  it('takes an answer that comes before its request has returned', async () => {
    room.kernel.register(
      lambdaOf({ note: ({ token }) => room.call('SendTaskSuccess', { taskToken: token, output: '"early"' }) }),
    )
    const { output, types } = await room.run(callback())
    expect(output).toBe('early')
    expect(types.slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded'])
  })

  it('fails with the error that SendTaskFailure brings', async () => {
    const executionArn = await room.start(callback())
    await room.call('SendTaskFailure', { taskToken: await token(), error: 'Denied', cause: 'by hand' })
    await room.settle()
    expect(await room.finished(executionArn)).toMatchObject({ status: 'FAILED', error: 'Denied', cause: 'by hand' })
  })

  it('lives on while heartbeats come, and ends as States.HeartbeatTimeout for its catcher when they stop', async () => {
    const definition = {
      StartAt: 'Only',
      States: {
        ...callback({ HeartbeatSeconds: 10, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Quiet' }] })
          .States,
        Quiet: { Type: 'Succeed' },
      },
    }
    const executionArn = await room.start(definition)
    const taskToken = await token()
    for (let beat = 0; beat < 3; beat++) {
      await room.clock.advance(9_000)
      await room.call('SendTaskHeartbeat', { taskToken })
    }
    expect((await room.finished(executionArn)).status).toBe('RUNNING')
    await room.clock.advance(10_000)
    const { status, output, types } = await room.finished(executionArn)
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } })
    expect(types).toContain('TaskTimedOut')
  })

  it('refuses answers that are late, wrong or no JSON', async () => {
    const executionArn = await room.start(callback())
    const taskToken = await token()
    await expect(room.call('SendTaskSuccess', { taskToken, output: '{' })).rejects.toMatchObject({
      code: 'InvalidOutput',
    })
    await expect(room.call('SendTaskHeartbeat', { taskToken: 'garbage' })).rejects.toMatchObject({
      code: 'InvalidToken',
    })
    await room.call('StopExecution', { executionArn })
    const late = room.call('SendTaskSuccess', { taskToken, output: '1' })
    await expect(late).rejects.toMatchObject({ code: 'TaskTimedOut' })
    const foreign = Buffer.from('task\narn:aws:states:r:a:execution:m:n\nid').toString('base64')
    await expect(room.call('SendTaskFailure', { taskToken: foreign })).rejects.toMatchObject({
      code: 'TaskDoesNotExist',
    })
  })

  it('has a new token at each retry', async () => {
    const executionArn = await room.start(callback({ Retry: [{ ErrorEquals: ['Denied'], IntervalSeconds: 1 }] }))
    const first = await token()
    await room.call('SendTaskFailure', { taskToken: first, error: 'Denied' })
    await room.clock.advance(1_000)
    const second = await token()
    expect(second).not.toBe(first)
    await room.call('SendTaskSuccess', { taskToken: second, output: '1' })
    await room.settle()
    expect((await room.finished(executionArn)).output).toBe(1)
  })
})

describe('a nested execution', () => {
  const child = {
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', Seconds: 5, Output: { got: '{% $states.input %}' }, Next: 'Which' },
      Which: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.got.fail = true %}', Next: 'Bad' }],
        Default: 'Good',
      },
      Bad: { Type: 'Fail', Error: 'Broken', Cause: 'inside' },
      Good: { Type: 'Succeed' },
    },
  }
  const parent = (suffix: string, StateMachineArn: string, Input: unknown) =>
    only({
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${suffix}`,
      Arguments: { StateMachineArn, Input },
    })

  it('is waited for by .sync:2, with input and output as JSON', async () => {
    const { output } = await room.run(parent('.sync:2', await room.create(child), { n: 1 }), {}, 5)
    expect(output).toMatchObject({
      Status: 'SUCCEEDED',
      Input: { n: 1 },
      Output: { got: { n: 1 } },
      StartDate: expect.any(Number),
    })
  })

  it('is waited for by .sync, with input and output as text', async () => {
    const { output } = await room.run(parent('.sync', await room.create(child), { n: 1 }), {}, 5)
    expect(output).toMatchObject({ Status: 'SUCCEEDED', Input: '{"n":1}', Output: '{"got":{"n":1}}' })
  })

  it('that fails is States.TaskFailed with its description as the cause', async () => {
    const { error, cause } = await room.run(parent('.sync:2', await room.create(child), { fail: true }), {}, 5)
    expect(error).toBe('States.TaskFailed')
    expect(JSON.parse(cause!)).toMatchObject({ Status: 'FAILED', Error: 'Broken', Cause: 'inside' })
  })

  it('is not waited for without .sync, and is stopped with its parent otherwise', async () => {
    const machine = await room.create(child)
    expect((await room.run(parent('', machine, {}))).output.ExecutionArn).toContain(':execution:')
    const executionArn = await room.start(parent('.sync', machine, {}))
    await room.settle()
    await room.call('StopExecution', { executionArn, error: 'Enough', cause: 'said so' })
    await room.settle()
    expect(await room.finished(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'said so' })
    const { executions } = await room.call('ListExecutions', { stateMachineArn: machine, statusFilter: 'ABORTED' })
    expect(executions).toHaveLength(1)
  })

  it('of a machine that is not there fails by the name of the error', async () => {
    const { error } = await room.run(parent('', 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:none', {}))
    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException')
  })
})
