import { answerHeaders } from './answer-headers.ts'
import type { Integration, TaskCall } from './integration.ts'
import { optimisedFailure, type Spelling } from './service-failure.ts'
import { withMetadata } from './task-json.ts'

export interface Optimised {
  /** `sqs` and `sendMessage`, as the Resource spells them. */
  type: string
  action: string
  /** Name of the service in the runtime, and of its operation. */
  service: string
  operation: string
  spelling: Spelling
  /** The request, from the task's Arguments. */
  request?(args: any): any
  /** The task's result, from the answer; may throw StateFailure. */
  result?(output: any, requestId: string, at: Date): any
}

/** An integration that sends one request, and with `token` waits for the answer to a task token. */
export function optimised(spec: Optimised, pattern: 'request' | 'token'): Integration {
  return {
    pattern,
    resourceType: spec.type,
    resource: pattern === 'token' ? `${spec.action}.waitForTaskToken` : spec.action,
    bareFunction: false,
    api: { service: spec.service, operation: spec.operation },
    send: (call) => sendOptimised(spec, call),
  }
}

export async function sendOptimised(spec: Optimised, { kernel, principal, arguments: args }: TaskCall): Promise<any> {
  const requestId = kernel.requestId()
  const given = withoutNulls(args)
  let output: any
  try {
    output = await kernel.call(spec.service, spec.operation, spec.request ? spec.request(given) : given, principal)
  } catch (error) {
    throw optimisedFailure(error, spec.service, spec.operation, spec.spelling, requestId)
  }
  const at = kernel.clock.date()
  if (spec.result) return spec.result(output, requestId, at)
  return withMetadata(output, requestId, answerHeaders(spec.service, spec.operation, output, requestId, at))
}

/** An argument that is null is one that is not given. */
const withoutNulls = (args: any) => Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null))
