import { isAllowed } from '../iam/is-allowed.ts'
import type { Kernel, Permission } from '../kernel/kernel.ts'
import type { FunctionVersion } from './function.ts'

const permissions = (actions: string[], resource: string): Permission[] =>
  actions.map((action) => ({ action, resource }))

/** Whether a role may send traces, which Lambda asks before it takes a function that is to be traced. */
export function mayTrace(kernel: Kernel, roleArn: string): boolean {
  const { principal } = kernel.issueCredentials(roleArn, 'lambda')
  return isAllowed(kernel, principal, permissions(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'))
}

/** Whether a function's role lets its lines be logged. Without, they are lost and nothing else happens, as on AWS. */
export function mayLog(kernel: Kernel, fn: FunctionVersion, stream: string): boolean {
  const { principal } = kernel.issueCredentials(fn.role, fn.name)
  const resource = `${kernel.arn('logs', `log-group:${fn.logging.LogGroup}`)}:log-stream:${stream}`
  return isAllowed(kernel, principal, permissions(['logs:CreateLogStream', 'logs:PutLogEvents'], resource))
}
