import { StateFailure } from '../engine/failure.ts'
import { lambdaHeaders } from './answer-headers.ts'
import type { Integration } from './integration.ts'
import { type Optimised, optimised, sendOptimised } from './optimised.ts'
import { withMetadata } from './task-json.ts'

const LAMBDA: Optimised = {
  type: 'lambda',
  action: 'invoke',
  service: 'lambda',
  operation: 'Invoke',
  spelling: { prefix: 'Lambda', fallback: 'AWSLambdaException', service: 'AWSLambda' },
  request: ({ Payload, ...rest }) => ({
    ...rest,
    Payload: Buffer.from(JSON.stringify(Payload ?? {})),
  }),
  result: (output, requestId, at) => {
    throwFunctionError(output)
    const { Payload, FunctionError: _, ...rest } = output
    const told = { ExecutedVersion: '$LATEST', ...rest }
    const headers = lambdaHeaders({ ...told, Payload }, requestId, at)
    const answer = withMetadata(told, requestId, headers)
    return Payload === undefined ? answer : { ...answer, Payload: parsed(Payload) }
  },
}

/** `lambda:invoke`: the answer with its payload as JSON. */
export const lambdaInvoke = (pattern: 'request' | 'token'): Integration => optimised(LAMBDA, pattern)

/** A function's ARN as the Resource: it gets the Arguments, and its payload is the result. */
export function lambdaFunction(arn: string): Integration {
  return {
    pattern: 'request',
    resourceType: 'lambda',
    resource: arn,
    bareFunction: true,
    async send(call) {
      const request = { ...call, arguments: { FunctionName: arn, Payload: call.arguments } }
      const { Payload } = await sendOptimised(LAMBDA, request)
      return Payload ?? null
    },
  }
}

/** An error that the function threw goes by its own name. */
function throwFunctionError({ FunctionError, Payload }: { FunctionError?: string; Payload?: Uint8Array }): void {
  if (!FunctionError) return
  const cause = Payload === undefined ? undefined : Buffer.from(Payload).toString()
  const thrown = Payload && parsed(Payload)
  throw new StateFailure(typeof thrown?.errorType === 'string' ? thrown.errorType : 'Lambda.Unknown', cause)
}

function parsed(payload: Uint8Array): any {
  const text = Buffer.from(payload).toString()
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    // A function may answer with anything.
    return text
  }
}
