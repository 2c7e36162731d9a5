import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal } from '../kernel/kernel.ts'
import type { LambdaFunction, PolicyStatement } from './function.ts'
import { functionArn } from './function-name.ts'
import { policyOf } from './policy-of.ts'

/**
 * An AWS service may invoke a function, a version or an alias only when its own resource policy says so. Roles were
 * judged by their own policies before.
 */
export function authorizeByPolicy(
  kernel: Kernel,
  fn: LambdaFunction,
  qualifier: string | undefined,
  principal: Principal,
): void {
  if (principal.kind !== 'service') return
  const asked = qualifier === '$LATEST' ? undefined : qualifier
  if (policyOf(kernel, fn, asked).some((statement) => allows(kernel, statement, principal))) return
  throw new AwsError(
    'AccessDeniedException',
    `User: ${principal.service} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn(kernel, fn.name, qualifier)} because no resource-based policy allows the lambda:InvokeFunction action`,
    403,
  )
}

type ServicePrincipal = Extract<Principal, { kind: 'service' }>

function allows(kernel: Kernel, statement: PolicyStatement, principal: ServicePrincipal): boolean {
  const { Principal: who, Action, Condition = {} } = statement
  const service = who === '*' || ('Service' in who && who.Service === principal.service)
  if (!service || !['lambda:InvokeFunction', 'lambda:*', '*'].includes(Action)) return false
  // The ARN of a bucket has no account in it; every source of this runtime belongs to the one account.
  const facts: Record<string, string | undefined> = {
    'AWS:SourceArn': principal.sourceArn,
    'AWS:SourceAccount': principal.sourceArn && (principal.sourceArn.split(':')[4] || kernel.account),
  }
  for (const [key, value] of Object.entries(Condition.StringEquals ?? {})) if (facts[key] !== value) return false
  for (const [key, pattern] of Object.entries(Condition.ArnLike ?? {}))
    if (!isLike(pattern, facts[key] ?? '')) return false
  return true
}

function isLike(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(value)
}
