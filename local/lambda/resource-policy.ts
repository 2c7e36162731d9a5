import { AwsError } from '../kernel/aws-error.ts'
import type { Principal } from '../kernel/kernel.ts'
import type { LambdaFunction, PolicyStatement } from './function.ts'

/**
 * An AWS service may invoke a function only when the function's resource policy says so. Roles were judged by their
 * own policies before.
 */
export function authorizeByPolicy(fn: LambdaFunction, principal: Principal): void {
  if (principal.kind !== 'service') return
  if (fn.policy.some((statement) => allows(statement, principal))) return
  throw new AwsError(
    'AccessDeniedException',
    `User: ${principal.service} is not authorized to perform: lambda:InvokeFunction on resource: ${fn.arn} because no resource-based policy allows the lambda:InvokeFunction action`,
    403,
  )
}

function allows(statement: PolicyStatement, principal: Extract<Principal, { kind: 'service' }>): boolean {
  const { Principal: who, Action, Condition = {} } = statement
  const service = who === '*' || ('Service' in who && who.Service === principal.service)
  if (!service || !['lambda:InvokeFunction', 'lambda:*', '*'].includes(Action)) return false
  const account = Condition.StringEquals?.['AWS:SourceAccount']
  if (account !== undefined && principal.sourceArn?.split(':')[4] !== account) return false
  const source = Condition.ArnLike?.['AWS:SourceArn']
  return source === undefined || (principal.sourceArn !== undefined && isLike(source, principal.sourceArn))
}

function isLike(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value)
}
