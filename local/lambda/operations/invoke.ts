import { AwsError } from '../../kernel/aws-error.ts'
import { findFunction, functionArn, parseFunctionName } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { authorizeByPolicy } from '../resource-policy.ts'
import { runFunction } from '../run-function.ts'

const MAX_BYTES = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 }

export const invoke: Operation =
  ({ kernel, fleet, queue }) =>
  async (input, call) => {
    const fn = findFunction(kernel, input)
    authorizeByPolicy(fn, call.principal)
    const type = (input.InvocationType ?? 'RequestResponse') as keyof typeof MAX_BYTES
    const payload = payloadOf(input.Payload, type)
    if (type === 'DryRun') return { StatusCode: 204 }

    const qualifier = input.Qualifier ?? parseFunctionName(input.FunctionName).qualifier
    const invokedArn = functionArn(kernel, fn.name, qualifier)
    if (type === 'Event') {
      queue.add(fn, call.requestId, payload, invokedArn)
      return { StatusCode: 202, Payload: Buffer.alloc(0) }
    }
    const clientContext = input.ClientContext && JSON.parse(Buffer.from(input.ClientContext, 'base64').toString())
    const outcome = await runFunction(kernel, fleet, fn, {
      requestId: call.requestId,
      payload,
      invokedArn,
      clientContext,
    })
    return {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: Buffer.from(outcome.payload),
      ...(outcome.functionError && { FunctionError: outcome.functionError }),
      ...(input.LogType === 'Tail' && { LogResult: outcome.logTail }),
    }
  }

function payloadOf(given: Buffer | string | undefined, type: keyof typeof MAX_BYTES): string {
  const bytes = Buffer.from(given ?? '')
  if (bytes.length > MAX_BYTES[type])
    throw new AwsError(
      'RequestTooLargeException',
      `${bytes.length} byte payload is too large for the ${type} invocation type (limit ${MAX_BYTES[type]} bytes)`,
      413,
      { Type: 'User' },
    )
  const text = bytes.length === 0 ? '{}' : bytes.toString()
  try {
    JSON.parse(text)
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
      400,
      { Type: 'User' },
    )
  }
  return text
}
