import { describe, expect, it } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { compileDefinition } from '#local/stepfunctions/definition/compile-definition.ts'
import { resolveIntegration } from '#local/stepfunctions/integrations/resolve-integration.ts'
import { stepFunctionsJsonata } from '#local/stepfunctions/jsonata/functions.ts'

const functions = stepFunctionsJsonata(new VirtualClock())
const kernel = { service: () => undefined } as any

function problems(definition: unknown, express = false): string[] {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition)
  const resolve = (resource: unknown, literal: unknown) => resolveIntegration(kernel, resource, literal)
  const { found } = compileDefinition(text, { functions, resolve, express }).diagnostics
  return found.map(({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`)
}

const jsonata = (States: any, StartAt = Object.keys(States)[0]) => ({ QueryLanguage: 'JSONata', StartAt, States })
const one = (state: any) => jsonata({ A: { End: true, ...state } })
const task = (Resource: string, more = {}) => one({ Type: 'Task', Resource, Arguments: {}, ...more })
const schema = (message: string, at = '/States/A') => `SCHEMA_VALIDATION_FAILED: ${message} at ${at}`

describe('a definition', () => {
  it.each([
    ['nothing', '', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'],
    ['white space', ' ', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'],
    [
      'no JSON',
      'neither here',
      "INVALID_JSON_DESCRIPTION: Unrecognized token 'neither': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"neither here\"; line: 1, column: 8] at [Source: (String)\"neither here\"; line: 1, column: 8]",
    ],
    ['no object', '[]', 'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object'],
    ['an empty object', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    [
      'an unknown start',
      jsonata({ A: { Type: 'Succeed' } }, 'B'),
      "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: B at /StartAt",
    ],
    [
      'an unknown Next',
      one({ Type: 'Pass', End: undefined, Next: 'B' }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
    ],
    [
      'a state out of reach',
      jsonata({ A: { Type: 'Succeed' }, B: { Type: 'Succeed' } }),
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    ['no way on', one({ Type: 'Pass', End: undefined }), schema('One of these fields is required: [Next, End]')],
    ['two ways on', one({ Type: 'Pass', Next: 'A' }), schema('Only one of these fields may be set: [Next, End]')],
    ['an unknown field', one({ Type: 'Pass', Foo: 1 }), schema("Field is not supported: 'Foo'")],
    [
      'a field of JSONPath',
      one({ Type: 'Pass', InputPath: '$' }),
      schema("The field 'InputPath' is JSONPath, which a JSONata state cannot hold"),
    ],
    [
      'no JSONata in it',
      one({ Type: 'Pass', Output: '{% 1 + %}' }),
      schema("The JSONata expression '1 +' is invalid: S0207: Unexpected end of expression", '/States/A/Output'),
    ],
    [
      '$eval',
      one({ Type: 'Pass', Output: "{% $eval('1') %}" }),
      schema(
        "The JSONata expression '$eval('1')' is invalid: $eval is not supported by Step Functions; use $parse",
        '/States/A/Output',
      ),
    ],
    [
      'a machine in JSONPath',
      { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
      schema(
        `The state 'A' is written in JSONPath, which the local runtime does not run: set "QueryLanguage": "JSONata" and write it in JSONata`,
      ),
    ],
    [
      'a state in JSONPath',
      one({ Type: 'Pass', QueryLanguage: 'JSONPath' }),
      schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"),
    ],
    [
      'a Distributed Map that does not say what its executions are',
      one({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'B', States: { B: { Type: 'Succeed' } } },
      }),
      schema(
        "'ExecutionType' is required in DISTRIBUTED mode and must be one of [STANDARD, EXPRESS]",
        '/States/A/ItemProcessor/ProcessorConfig',
      ),
    ],
    [
      'an unknown resource',
      task('arn:aws:states:::glue:startJobRun.sync'),
      schema(
        "The resource 'arn:aws:states:::glue:startJobRun.sync' is not supported by the local runtime",
        '/States/A/Resource',
      ),
    ],
    [
      'an unknown service',
      task('arn:aws:states:::aws-sdk:ec2:describeInstances'),
      schema(
        "The resource 'aws-sdk:ec2:describeInstances' is of a service that the local runtime does not have",
        '/States/A/Resource',
      ),
    ],
    [
      'an unserved operation',
      task('arn:aws:states:::aws-sdk:sagemaker:createLabelingJob'),
      schema(
        "The operation 'aws-sdk:sagemaker:createLabelingJob' is not served by the local runtime",
        '/States/A/Resource',
      ),
    ],
    [
      'a wrong argument',
      task('arn:aws:states:::aws-sdk:sagemaker:describeEndpoint', { Arguments: { endpoint: 'e' } }),
      schema('The field "endpoint" is not supported by Step Functions', '/States/A/Resource'),
    ],
    [
      'a job of .sync that has none',
      task('arn:aws:states:::sagemaker:createEndpoint.sync'),
      schema(
        "The resource 'arn:aws:states:::sagemaker:createEndpoint.sync' is not supported by the local runtime",
        '/States/A/Resource',
      ),
    ],
    [
      'States.ALL in company',
      task('arn:aws:states:::sqs:sendMessage', { Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }),
      schema("'States.ALL' must stand alone, in the last of the handlers", '/States/A/Retry[0]'),
    ],
    [
      'a retrier out of bounds',
      task('arn:aws:states:::sqs:sendMessage', { Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }),
      schema(`'BackoffRate' must be a number from 1 to ${Number.MAX_VALUE}`, '/States/A/Retry[0]'),
    ],
    [
      'a heartbeat past the timeout',
      task('arn:aws:states:::sqs:sendMessage', { TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'"),
    ],
    [
      'both kinds of Wait',
      one({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }),
      schema('Exactly one of these fields is required: [Seconds, Timestamp]'),
    ],
    [
      'a Timestamp without an offset',
      one({ Type: 'Wait', Timestamp: '2026-01-01T00:00:00' }),
      schema('String does not match RFC3339 timestamp', '/States/A/Timestamp'),
    ],
    [
      'a variable named states',
      one({ Type: 'Pass', Assign: { states: 1 } }),
      schema("'states' cannot be the name of a variable", '/States/A/Assign'),
    ],
  ])('with %s is refused', (_, definition, problem) => {
    expect(problems(definition)).toContain(problem)
  })

  it('may not assign an outer variable in an inner scope, nor use a state name twice', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1 }, End: true } } }
    const found = problems(
      jsonata({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
        P: { Type: 'Parallel', Branches: [branch], End: true },
      }),
    )
    expect(found).toEqual([
      schema("The state name 'A' is used more than once", '/States/P/Branches[0]/States/A'),
      schema("The variable 'x' is already assigned in an outer scope", '/States/P/Branches[0]/States/A/Assign'),
    ])
  })

  it('may assign inside a fan what the fan itself assigns once it is done or has failed', () => {
    const branch = { StartAt: 'A', States: { A: { Type: 'Pass', Assign: { x: 1, y: 1 }, End: true } } }
    const Catch = [{ ErrorEquals: ['States.ALL'], Assign: { x: 2 }, Next: 'End' }]
    const fan = { Type: 'Parallel', Branches: [branch], Assign: { y: 2 }, Catch, Next: 'End' }
    expect(problems(jsonata({ P: fan, End: { Type: 'Succeed' } }))).toEqual([])
  })

  it.each([
    // The second space is AWS's.
    ['states:startExecution.sync', "'.sync' service integration"],
    ['sqs:sendMessage.waitForTaskToken', "'.waitForTaskToken' service integration "],
  ])('of an Express machine may not wait: %s', (resource, what) => {
    const definition = task(`arn:aws:states:::${resource}`)
    expect(problems(definition)).toEqual([])
    expect(problems(definition, true)).toEqual([
      schema(`Express state machine does not support ${what}`, '/States/A/Resource'),
    ])
  })

  it.each([
    'dynamodb:query',
    'sqs:deleteMessage',
    'lambda:invoke.sync',
    'states:stopExecution',
    'events:putRule',
    'sns:subscribe',
  ])('may not use what no service is integrated with: %s', (resource) => {
    const arn = `arn:aws:states:::${resource}`
    expect(problems(task(arn))).toEqual([
      schema(
        `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
        '/States/A/Resource',
      ),
    ])
  })

  it.each([
    'lambda:invoke',
    'lambda:invoke.waitForTaskToken',
    'states:startExecution',
    'states:startExecution.sync:2',
    'sqs:sendMessage.waitForTaskToken',
    'sns:publish',
    'events:putEvents.waitForTaskToken',
    'dynamodb:updateItem',
    'sagemaker:createProcessingJob.sync',
    'sagemaker:createTransformJob',
    'sagemaker:updateEndpoint',
    'aws-sdk:sagemaker:describeEndpoint',
    'aws-sdk:s3:getObject',
    'aws-sdk:scheduler:createSchedule',
    'aws-sdk:cloudwatchlogs:putLogEvents',
  ])('may use %s', (resource) => {
    expect(problems(task(`arn:aws:states:::${resource}`, { Arguments: '{% $states.input %}' }))).toEqual([])
  })
})
