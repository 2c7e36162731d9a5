import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from '../kernel/kernel.ts'

/** One call of one operation. */
export interface CallSite {
  service: string
  operation: string
  /** The name of the role, the AWS service (`events.amazonaws.com`), or `operator`. */
  caller: string
  /** The invocation that makes the call, where a function does. */
  traceId?: string | undefined
}

/** Where a call is made; by the wire Lambda's SDKs say in a header which invocation makes it. */
export function siteOf(
  service: string,
  operation: string,
  principal: Principal,
  headers?: IncomingHttpHeaders,
): CallSite {
  return { service, operation, caller: callerOf(principal), traceId: headers?.['x-amzn-trace-id'] as string }
}

function callerOf(principal: Principal): string {
  if (principal.kind === 'role') return principal.roleArn.split('/').at(-1)!
  return principal.kind === 'service' ? principal.service : 'operator'
}
