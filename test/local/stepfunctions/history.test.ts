import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lambdaOf, only, openRoom, pass, type Room } from './machine-room.ts'

let room: Room
beforeAll(() => {
  const thrown = Object.assign(new Error('no luck'), { name: 'Unlucky' })
  room = openRoom([
    lambdaOf({
      double: ({ n }) => ({ n: n * 2 }),
      unlucky: () => {
        throw thrown
      },
    }),
  ])
})
afterAll(() => room.close())

/** Events as `id<-previous type`. */
const chain = (history: any[]) => history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`)
const inner = { StartAt: 'Inner', States: { Inner: pass(undefined) } }
const invoke = (name: string, more = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  ...more,
})

describe('the history of an execution', () => {
  it('tells a task as AWS does, payloads as text', async () => {
    const { history } = await room.run(
      only(invoke('double', { TimeoutSeconds: 9, Assign: { n: '{% $states.result.Payload.n %}' } })),
      { n: 2 },
    )
    expect(chain(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSucceeded',
      '6<-5 TaskStateExited',
      '7<-6 ExecutionSucceeded',
    ])
    const details = history.map(({ id, previousEventId, type, timestamp, ...rest }) => rest)
    const text = expect.any(String)
    const whole = { truncated: false }
    expect(details).toEqual([
      { executionStartedEventDetails: { input: '{"n":2}', inputDetails: whole, roleArn: text } },
      { stateEnteredEventDetails: { name: 'Only', input: '{"n":2}', inputDetails: whole } },
      {
        taskScheduledEventDetails: {
          resourceType: 'lambda',
          resource: 'invoke',
          region: 'ap-southeast-1',
          parameters: '{"FunctionName":"double","Payload":{"n":2}}',
          timeoutInSeconds: 9,
        },
      },
      { taskStartedEventDetails: { resourceType: 'lambda', resource: 'invoke' } },
      {
        taskSucceededEventDetails: {
          resourceType: 'lambda',
          resource: 'invoke',
          output: expect.stringContaining('"Payload":{"n":4}'),
          outputDetails: whole,
        },
      },
      {
        stateExitedEventDetails: {
          name: 'Only',
          output: text,
          outputDetails: whole,
          assignedVariables: { n: '4' },
          assignedVariablesDetails: whole,
        },
      },
      { executionSucceededEventDetails: { output: text, outputDetails: whole } },
    ])
  })

  it('leaves payloads out when they are not asked for', async () => {
    const executionArn = await room.start(only({ Type: 'Pass' }), { secret: 1 })
    await room.settle()
    const { events } = await room.call('GetExecutionHistory', { executionArn, includeExecutionData: false })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  it('has events of their own for a bare function', async () => {
    const Resource = 'arn:aws:lambda:ap-southeast-1:000000000000:function:double'
    const { history, output } = await room.run(only({ Type: 'Task', Resource, TimeoutSeconds: 5 }), { n: 4 })
    expect(output).toEqual({ n: 8 })
    expect(history.slice(2, 5)).toMatchObject([
      {
        type: 'LambdaFunctionScheduled',
        lambdaFunctionScheduledEventDetails: { resource: Resource, input: '{"n":4}', timeoutInSeconds: 5 },
      },
      { type: 'LambdaFunctionStarted' },
      { type: 'LambdaFunctionSucceeded', lambdaFunctionSucceededEventDetails: { output: '{"n":8}' } },
    ])
  })

  it('retries without entering the state again, then exits it through the catcher', async () => {
    const definition = {
      StartAt: 'Try',
      States: {
        Try: {
          ...invoke('unlucky'),
          Retry: [{ ErrorEquals: ['Unlucky'], IntervalSeconds: 2, MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          Next: 'Caught',
        },
        Caught: { Type: 'Succeed' },
      },
    }
    const { history } = await room.run(definition, {}, 2)
    expect(chain(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskFailed',
      '6<-5 TaskScheduled',
      '7<-6 TaskStarted',
      '8<-7 TaskFailed',
      '9<-8 TaskStateExited',
      '10<-9 SucceedStateEntered',
      '11<-10 SucceedStateExited',
      '12<-11 ExecutionSucceeded',
    ])
    expect(history[4].taskFailedEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      error: 'Unlucky',
      cause: '{"errorType":"Unlucky","errorMessage":"no luck","trace":[]}',
    })
  })

  it('links iterations one after the other as MaxConcurrency lets them start', async () => {
    const { history } = await room.run(only({ Type: 'Map', Items: [1, 2], MaxConcurrency: 1, ItemProcessor: inner }))
    expect(chain(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 MapStateEntered',
      '3<-2 MapStateStarted',
      '4<-3 MapIterationStarted',
      '5<-4 PassStateEntered',
      '6<-5 PassStateExited',
      '7<-6 MapIterationSucceeded',
      '8<-6 MapIterationStarted',
      '9<-8 PassStateEntered',
      '10<-9 PassStateExited',
      '11<-10 MapIterationSucceeded',
      '12<-11 MapStateSucceeded',
      '13<-11 MapStateExited',
      '14<-13 ExecutionSucceeded',
    ])
  })

  it('tells of the iterations that a failed one aborts', async () => {
    const step = invoke('unlucky', { End: true })
    const { history, error } = await room.run(
      only({
        Type: 'Map',
        Items: [0, 1],
        ItemProcessor: {
          StartAt: 'Which',
          States: {
            Which: {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'Step' }],
              Default: 'Long',
            },
            Step: step,
            Long: { Type: 'Wait', Seconds: 60, End: true },
          },
        },
      }),
    )
    const aborting = history.findIndex(({ type }) => type === 'TaskFailed')
    const { id } = history[aborting]
    expect(error).toBe('Unlucky')
    expect(chain(history.slice(aborting + 1))).toEqual([
      `${id + 1}<-${id} MapIterationFailed`,
      `${id + 2}<-${id} TaskStateAborted`,
      `${id + 3}<-${id} MapIterationAborted`,
      `${id + 4}<-${id} WaitStateAborted`,
      `${id + 5}<-${id} MapStateFailed`,
      `${id + 6}<-${id + 5} ExecutionFailed`,
    ])
  })

  it('opens a Parallel anew at each retry and closes it once', async () => {
    const { history } = await room.run(
      only({
        Type: 'Parallel',
        Branches: [{ StartAt: 'Bad', States: { Bad: { Type: 'Fail', Error: 'E' } } }],
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      }),
      {},
      5,
    )
    expect(chain(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 ParallelStateEntered',
      '3<-2 ParallelStateStarted',
      '4<-3 FailStateEntered',
      '5<-4 ParallelStateStarted',
      '6<-5 FailStateEntered',
      '7<-6 ParallelStateFailed',
      '8<-7 ExecutionFailed',
    ])
  })

  it('tells where an evaluation failed', async () => {
    const { history } = await room.run({
      StartAt: 'One',
      States: { One: pass(undefined, 'Two'), Two: pass({ result: '{% $doesNotExist %}' }) },
    })
    expect(chain(history).slice(3)).toEqual(['4<-3 PassStateEntered', '5<-3 EvaluationFailed', '6<-5 ExecutionFailed'])
    expect(history[4].evaluationFailedEventDetails).toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Output/result',
      state: 'Two',
    })
  })

  it('can be read backwards and by the page', async () => {
    const executionArn = await room.start(only({ Type: 'Pass' }))
    await room.settle()
    const first = await room.call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 3 })
    const { nextToken } = first
    const rest = await room.call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 3, nextToken })
    expect([...first.events, ...rest.events].map(({ id }: any) => id)).toEqual([4, 3, 2, 1])
    expect(rest.nextToken).toBeUndefined()
  })
})
