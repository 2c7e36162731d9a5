import { StateFailure } from '../engine/failure.ts'
import { answerHeaders } from './answer-headers.ts'
import type { Integration, SyncJob } from './integration.ts'
import { type Optimised, optimised, sendOptimised } from './optimised.ts'
import { optimisedFailure } from './service-failure.ts'
import { asText, toTaskJson, withMetadata } from './task-json.ts'
import { untilEnded } from './until-ended.ts'

const SPELLING = { prefix: 'StepFunctions', fallback: 'AWSStepFunctionsException', service: 'AWSStepFunctions' }

const SPEC: Optimised = {
  type: 'states',
  action: 'startExecution',
  service: 'stepfunctions',
  operation: 'StartExecution',
  spelling: SPELLING,
  request: (args) => ({
    stateMachineArn: args?.StateMachineArn,
    ...(args?.Name !== undefined && { name: args.Name }),
    ...(args?.Input !== undefined && { input: asText(args.Input) }),
    ...(args?.TraceHeader !== undefined && { traceHeader: args.TraceHeader }),
  }),
  result: (output, requestId, at) =>
    withMetadata(
      capitalised(output),
      requestId,
      answerHeaders('stepfunctions', 'StartExecution', output, requestId, at),
    ),
}

/** `states:startExecution`, alone, with `.sync`, `.sync:2` or `.waitForTaskToken`. */
export function startExecution(suffix: '' | 'sync' | 'sync:2' | 'waitForTaskToken'): Integration {
  if (suffix === '' || suffix === 'waitForTaskToken') return optimised(SPEC, suffix ? 'token' : 'request')
  return {
    ...optimised(SPEC, 'request'),
    pattern: 'sync',
    resource: `startExecution.${suffix}`,
    send: (call) => sendOptimised(SPEC, call),
    job: nested(suffix === 'sync:2'),
  }
}

/** `.sync:2` gives input and output as JSON, `.sync` as text. */
function nested(parse: boolean): SyncJob {
  return {
    identify: (_, response) => response.ExecutionArn,
    async finished(call, arn, signal) {
      const description = await untilEnded({
        kernel: call.kernel,
        signal,
        announces: ({ source, detail }) =>
          source === 'aws.states' && detail['executionArn'] === arn && detail['status'] !== 'RUNNING',
        describe: () => call.kernel.call('stepfunctions', 'DescribeExecution', { executionArn: arn }, call.principal),
        hasEnded: ({ status }) => status !== 'RUNNING',
      }).catch((error) => {
        throw optimisedFailure(error, 'stepfunctions', 'DescribeExecution', SPELLING, call.kernel.requestId())
      })
      const result = toTaskJson(capitalised(description))
      if (parse) for (const key of ['Input', 'Output']) if (key in result) result[key] = JSON.parse(result[key])
      if (description.status === 'SUCCEEDED') return result
      throw new StateFailure('States.TaskFailed', JSON.stringify(result))
    },
    cancel: ({ kernel, principal }, executionArn) =>
      kernel.call('stepfunctions', 'StopExecution', { executionArn }, principal),
  }
}

/** Members as Step Functions spells them in a task: PascalCase. */
function capitalised(value: any): any {
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(capitalised)
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key[0]!.toUpperCase() + key.slice(1), capitalised(item)]),
  )
}
