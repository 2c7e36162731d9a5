import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { only, openRoom, pass, type Room } from './machine-room.ts'

let room: Room
beforeAll(() => {
  room = openRoom()
})
afterAll(() => room.close())

interface Case {
  says: string
  definition: any
  input?: unknown
  seconds?: number
  output?: unknown
  error?: string
  cause?: string | RegExp
}

const choice = (condition: string) => ({
  StartAt: 'Which',
  States: {
    Which: {
      Type: 'Choice',
      Choices: [
        { Condition: condition, Next: 'Yes', Output: { rule: '{% $states.input.n %}' }, Assign: { took: 'rule' } },
      ],
      Default: 'No',
      Output: { default: true },
      Assign: { took: 'default' },
    },
    Yes: pass({ yes: '{% $states.input %}', took: '{% $took %}' }),
    No: pass({ no: '{% $states.input %}', took: '{% $took %}' }),
  },
})

const CASES: Case[] = [
  { says: 'a Pass without Output hands its input on', definition: only({ Type: 'Pass' }), input: [1], output: [1] },
  {
    says: 'expressions stand anywhere in an Output, and other strings are literal',
    definition: only({ Type: 'Pass', Output: { a: ['{% $states.input.n + 1 %}', 'n + 1'], 'b c': { d: null } } }),
    input: { n: 1 },
    output: { a: [2, 'n + 1'], 'b c': { d: null } },
  },
  {
    says: 'a sequence of JSONata stays a list when it is used again',
    definition: {
      StartAt: 'One',
      States: {
        One: { Type: 'Pass', Assign: { names: '{% $states.input.items.name %}' }, Next: 'Two' },
        Two: pass('{% {"all": $names, "count": $count($names), "first": $names[0]} %}'),
      },
    },
    input: { items: [{ name: 'a' }, { name: 'b' }] },
    output: { all: ['a', 'b'], count: 2, first: 'a' },
  },
  {
    says: 'Assign and Output both see the variables as they were before the state',
    definition: {
      StartAt: 'One',
      States: {
        One: { Type: 'Pass', Assign: { a: 1, b: 2 }, Next: 'Swap' },
        Swap: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}', Next: 'Show' },
        Show: pass('{% {"before": $states.input, "after": [$a, $b]} %}'),
      },
    },
    output: { before: [1, 2], after: [2, 1] },
  },
  {
    says: 'a Choice takes its rule',
    definition: choice('{% $states.input.n > 1 %}'),
    input: { n: 2 },
    output: { yes: { rule: 2 }, took: 'rule' },
  },
  {
    says: 'a Choice falls to its default',
    definition: choice('{% $states.input.n > 1 %}'),
    input: { n: 1 },
    output: { no: { default: true }, took: 'default' },
  },
  {
    says: 'a condition that is no boolean fails the execution',
    definition: choice('{% $states.input.n %}'),
    input: { n: 1 },
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'Which' (entered at the event id #2). The JSONata expression '$states.input.n' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
  },
  {
    says: 'a Choice that nothing matches fails by name',
    definition: {
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Yes' }] },
        Yes: { Type: 'Succeed' },
      },
    },
    error: 'States.NoChoiceMatched',
  },
  {
    says: 'a Wait waits its seconds',
    definition: only({ Type: 'Wait', Seconds: '{% $states.input.s %}', Output: '{% $now() %}' }),
    input: { s: 90 },
    seconds: 90,
    output: expect.stringMatching(/T\d\d:\d\d:\d\d\.\d{3}Z$/),
  },
  {
    says: 'a Wait for the past goes on at once',
    definition: only({ Type: 'Wait', Timestamp: '2016-12-05T21:29:29Z' }),
    output: {},
  },
  {
    says: 'a Wait refuses a time without its offset',
    definition: only({ Type: 'Wait', Timestamp: '{% $states.input.at %}' }),
    input: { at: '2016-12-05T21:29:29' },
    error: 'States.QueryEvaluationError',
    cause:
      /The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05T21:29:29$/,
  },
  {
    says: 'a Fail carries its computed error and cause',
    definition: {
      StartAt: 'Stop',
      States: { Stop: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: "{% 'because ' & $states.input.e %}" } },
    },
    input: { e: 'Custom' },
    error: 'Custom',
    cause: 'because Custom',
  },
  {
    says: 'a Succeed may shape the output',
    definition: { StartAt: 'Done', States: { Done: { Type: 'Succeed', Output: { ok: '{% $states.input.n = 1 %}' } } } },
    input: { n: 1 },
    output: { ok: true },
  },
  {
    says: 'an undefined result names its field',
    definition: only({ Type: 'Pass', Output: { result: '{% $doesNotExist %}' } }),
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
  },
  {
    says: 'a function is no result',
    definition: only({ Type: 'Pass', Output: '{% function($x){$x} %}' }),
    error: 'States.QueryEvaluationError',
    cause: /returned an unsupported result type\.$/,
  },
  {
    says: 'an error inside JSONata is told with its code',
    definition: only({ Type: 'Pass', Output: { r: '{% $randomSeeded(1) %}' } }),
    error: 'States.QueryEvaluationError',
    cause: /threw an error during evaluation\. T1006: Attempted to invoke a non-function$/,
  },
  {
    says: 'input is reached through $states alone, not through $ or a bare name',
    definition: only({ Type: 'Pass', Output: '{% n %}' }),
    input: { n: 1 },
    error: 'States.QueryEvaluationError',
  },
  {
    says: 'an output past 256 KiB fails with States.DataLimitExceeded',
    definition: only({ Type: 'Pass', Output: "{% $join([1..60000].('12345')) %}" }),
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'Only' returned a result with a size exceeding the maximum number of bytes service limit.",
  },
  {
    says: 'the limit counts bytes, not characters',
    definition: only({ Type: 'Pass', Output: { text: "{% $join([1..100000].('é€')) %}" } }),
    error: 'States.DataLimitExceeded',
  },
  {
    says: 'a Parallel gives each branch its Arguments and lists their outputs in order',
    definition: only({
      Type: 'Parallel',
      Arguments: { n: '{% $states.input.n * 2 %}' },
      Branches: [
        { StartAt: 'Slow', States: { Slow: { Type: 'Wait', Seconds: 5, Output: '{% $states.input.n %}', End: true } } },
        { StartAt: 'Fast', States: { Fast: pass('{% $states.input.n + 1 %}') } },
      ],
      Output: { both: '{% $states.result %}' },
    }),
    input: { n: 1 },
    seconds: 5,
    output: { both: [2, 3] },
  },
  {
    says: 'variables of the outer scope are seen inside; those assigned inside stay there',
    definition: {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { factor: 10 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 2],
          ItemProcessor: {
            StartAt: 'Inner',
            States: {
              Inner: { Type: 'Pass', Assign: { inner: '{% $states.input * $factor %}' }, Next: 'Show' },
              Show: pass('{% $inner %}'),
            },
          },
          Next: 'After',
        },
        After: pass('{% {"results": $states.input, "leaked": $exists($inner)} %}'),
      },
    },
    output: { results: [10, 20], leaked: false },
  },
  {
    says: 'a Map selects each item with its index and value in the context',
    definition: only({
      Type: 'Map',
      Items: '{% $states.input.list %}',
      ItemSelector: {
        i: '{% $states.context.Map.Item.Index %}',
        v: '{% $states.context.Map.Item.Value %}',
        all: '{% $count($states.input.list) %}',
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Inner',
        States: {
          Inner: pass('{% [$states.input.i, $states.input.v, $states.input.all, $states.context.Map.Item.Value] %}'),
        },
      },
    }),
    input: { list: ['a', 'b'] },
    output: [
      [0, 'a', 2, 'a'],
      [1, 'b', 2, 'b'],
    ],
  },
  {
    says: 'a Map over nothing gives an empty list',
    definition: only({ Type: 'Map', Items: [], ItemProcessor: { StartAt: 'Inner', States: { Inner: pass(1) } } }),
    output: [],
  },
  {
    says: 'a Map over what is no list fails in the words of AWS',
    definition: only({ Type: 'Map', ItemProcessor: { StartAt: 'Inner', States: { Inner: pass(1) } } }),
    input: { foo: 'bar' },
    error: 'States.QueryEvaluationError',
    cause:
      'An error occurred while executing the state \'Only\' (entered at the event id #2). Map state input must be an array but was: {"foo":"bar"}',
  },
  {
    says: 'a Catch takes a branch failure, with the error in $states.errorOutput',
    definition: {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Wrong', States: { Wrong: { Type: 'Fail', Error: 'Bad', Cause: 'why' } } },
            { StartAt: 'Long', States: { Long: { Type: 'Wait', Seconds: 1000, End: true } } },
          ],
          Catch: [
            { ErrorEquals: ['Other'], Next: 'Never' },
            {
              ErrorEquals: ['States.ALL'],
              Next: 'Caught',
              Assign: { seen: '{% $states.errorOutput.Error %}' },
              Output: { in: '{% $states.input %}', err: '{% $states.errorOutput %}' },
            },
          ],
          Next: 'Never',
        },
        Never: { Type: 'Succeed' },
        Caught: pass('{% {"seen": $seen, "input": $states.input} %}'),
      },
    },
    input: { n: 1 },
    output: { seen: 'Bad', input: { in: { n: 1 }, err: { Error: 'Bad', Cause: 'why' } } },
  },
  {
    says: 'a Catch without Output hands on the error',
    definition: {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'Wrong', States: { Wrong: { Type: 'Fail', Error: 'Bad' } } }],
          Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    },
    output: { Error: 'Bad', Cause: null },
  },
]

describe('a state machine', () => {
  it.each(CASES)('$says', async ({ definition, input, seconds, output, error, cause }) => {
    const finished = await room.run(definition, input, seconds)
    expect({ output: finished.output, error: finished.error }).toEqual({ output, error })
    expect(finished.status).toBe(error === undefined ? 'SUCCEEDED' : 'FAILED')
    if (typeof cause === 'string') expect(finished.cause).toBe(cause)
    if (cause instanceof RegExp) expect(finished.cause).toMatch(cause)
  })

  it('shows the context object to expressions', async () => {
    const stateMachineArn = await room.create(only({ Type: 'Pass', Output: '{% $states.context %}' }), {
      name: 'context',
    })
    const arn = await room.start(stateMachineArn, { n: 1 }, 'first')
    await room.settle()
    const { output } = await room.finished(arn)
    expect(output).toMatchObject({
      Execution: {
        Id: arn,
        Input: { n: 1 },
        Name: 'first',
        RoleArn: 'arn:aws:iam::000000000000:role/machine',
        RedriveCount: 0,
        StartTime: expect.stringMatching(/Z$/),
      },
      StateMachine: { Id: stateMachineArn, Name: 'context' },
      State: { Name: 'Only', EnteredTime: expect.stringMatching(/Z$/) },
    })
  })

  it('fails as the Map, not as an iteration, when an item cannot be selected', async () => {
    const { error, types } = await room.run(
      only({
        Type: 'Map',
        Items: [1, 'two'],
        MaxConcurrency: 1,
        ItemSelector: '{% $states.context.Map.Item.Value + 1 %}',
        ItemProcessor: { StartAt: 'Inner', States: { Inner: pass(undefined) } },
      }),
    )
    expect(error).toBe('States.QueryEvaluationError')
    expect(types).not.toContain('MapIterationFailed')
    expect(types.slice(-3)).toEqual(['EvaluationFailed', 'MapStateFailed', 'ExecutionFailed'])
  })

  it('ends with TIMED_OUT, and no error, when the whole machine takes longer than its TimeoutSeconds', async () => {
    const finished = await room.run({ ...only({ Type: 'Wait', Seconds: 100 }), TimeoutSeconds: 60 }, {}, 60)
    expect([finished.status, finished.error]).toEqual(['TIMED_OUT', undefined])
    expect(finished.types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut'])
  })

  it('is ended by its 25,000th event', async () => {
    const loop = { StartAt: 'Again', States: { Again: { Type: 'Pass', Next: 'Again' } } }
    const arn = await room.start(loop)
    await room.settle()
    const { status, error } = await room.call('DescribeExecution', { executionArn: arn })
    const { events } = await room.call('GetExecutionHistory', { executionArn: arn, reverseOrder: true, maxResults: 1 })
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.Runtime' })
    expect(events[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' })
  })
})
