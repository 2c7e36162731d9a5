import { AwsError } from '../../kernel/aws-error.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { findFunction, functionNotFound, type Qualified, versionOf } from '../find-function.ts'
import { functionTable, LATEST } from '../function.ts'
import { parseFunctionName, qualifierOf } from '../function-name.ts'
import type { Operation } from '../lambda.ts'
import { runFunction } from '../run-function.ts'

const MOST_BYTES = 6_291_456
const MOST_EVENT_BYTES = 1_048_576

export const invoke: Operation =
  ({ kernel, fleet, queue }) =>
  async (input, call) => {
    const { fn, version, qualifier } = findInvoked(kernel, input)
    const type: string = input.InvocationType ?? 'RequestResponse'
    const payload = payloadOf(input.Payload, type)
    if (type === 'DryRun') return { StatusCode: 204 }
    if (type === 'Event') {
      queue.add(fn, { requestId: call.requestId, payload, qualifier })
      return { StatusCode: 202, Payload: Buffer.alloc(0) }
    }
    const outcome = await runFunction(kernel, fleet, version, {
      requestId: call.requestId,
      payload,
      qualifier,
      clientContext: clientContextOf(input.ClientContext),
    })
    return {
      StatusCode: 200,
      ExecutedVersion: outcome.version,
      Payload: Buffer.from(outcome.payload),
      ...(outcome.functionError && { FunctionError: outcome.functionError }),
      ...(input.LogType === 'Tail' && { LogResult: outcome.logTail }),
    }
  }

/** A function that is not there is told with the qualifier that the invocation would have had. */
function findInvoked(kernel: Kernel, input: any): Qualified {
  const qualifier = qualifierOf(input)
  const { name } = parseFunctionName(input.FunctionName)
  if (!functionTable(kernel).has(name)) functionNotFound(kernel, name, qualifier ?? LATEST)
  const fn = findFunction(kernel, input)
  return { fn, qualifier, version: versionOf(fn, qualifier) ?? functionNotFound(kernel, name, qualifier) }
}

function payloadOf(given: Buffer | string | undefined, type: string): string {
  const bytes = Buffer.from(given ?? '')
  const tooLarge = (message: string) => new AwsError('RequestEntityTooLargeException', message, 413)
  if (bytes.length > MOST_BYTES)
    throw tooLarge(`Request must be smaller than ${MOST_BYTES} bytes for the InvokeFunction operation`)
  if (type === 'Event' && bytes.length > MOST_EVENT_BYTES)
    throw tooLarge(
      `${bytes.length} byte payload is too large for the Event invocation type (limit ${MOST_EVENT_BYTES} bytes)`,
    )
  const text = bytes.length === 0 ? '{}' : bytes.toString()
  try {
    JSON.parse(text)
  } catch (error) {
    throw invalidContent(`Could not parse request body into json: Could not parse payload into json: ${error}`)
  }
  return text
}

function clientContextOf(given: string | undefined): unknown {
  if (!given) return undefined
  try {
    return JSON.parse(Buffer.from(given, 'base64').toString())
  } catch {
    throw invalidContent('Client context must be a valid Base64-encoded JSON object.')
  }
}

const invalidContent = (message: string) =>
  new AwsError('InvalidRequestContentException', message, 400, { Type: 'User' })
