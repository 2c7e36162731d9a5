import { AwsError } from '../kernel/aws-error.ts'
import type { Permission, Principal } from '../kernel/kernel.ts'
import type { Context } from './conditions.ts'
import { type Decision, decide } from './evaluate.ts'
import { namesPrincipal } from './names-principal.ts'
import type { PolicyDocument } from './policy.ts'

export interface CallToJudge extends Permission {
  principal: Principal
  account: string
  /** The policies of the calling role; none for a service and for the operator. */
  identity: PolicyDocument[]
  /**
   * The policy of the resource; undefined where it has none. `null` says that this kind of resource cannot have any,
   * so that a service is not asked for one.
   */
  resourcePolicy: PolicyDocument | undefined | null
  context: Context
}

/** Who decided, and by which statements. */
export interface Verdict extends Decision {
  policy: 'identity-based' | 'resource-based'
}

/**
 * AWS's decision within one account: an explicit deny of either policy wins; a role needs an allow of either, a service
 * one of the resource's policy, and the operator none. An allow that names only the account leaves the decision to the
 * role's own policies.
 */
export function judgeCall(call: CallToJudge): Verdict {
  const { principal, action, resource, context, account, identity } = call
  const naming = (wanted: string[]) => (statement: Parameters<typeof namesPrincipal>[0]) =>
    wanted.includes(namesPrincipal(statement, principal, account) ?? '')
  const policies = call.resourcePolicy ? [call.resourcePolicy] : []
  const denied = decide(policies, action, resource, context, naming(['itself', 'account']))
  // However a bucket's policy reads, the account's root user can always mend it.
  const mends = principal.kind === 'root' && /^s3:(Get|Put|Delete)BucketPolicy$/.test(action)
  if (denied.outcome === 'explicit-deny' && !mends) return { ...denied, policy: 'resource-based' }
  const byResource = decide(policies, action, resource, context, naming(['itself']))
  if (principal.kind === 'root' || (principal.kind === 'service' && call.resourcePolicy === null))
    return { outcome: 'allowed', by: byResource.by, policy: 'resource-based' }
  if (principal.kind === 'service') return { ...byResource, policy: 'resource-based' }
  const byIdentity = decide(identity, action, resource, context)
  if (byIdentity.outcome === 'implicit-deny' && byResource.outcome === 'allowed')
    return { ...byResource, policy: 'resource-based' }
  return { ...byIdentity, policy: 'identity-based' }
}

/** AWS's answer to a call that is not allowed. */
export function accessDenied(principal: Principal, action: string, resource: string, verdict: Verdict): AwsError {
  const because =
    verdict.outcome === 'explicit-deny'
      ? `with an explicit deny in ${verdict.policy === 'identity-based' ? 'an' : 'a'} ${verdict.policy} policy`
      : `because no ${verdict.policy} policy allows the ${action} action`
  return new AwsError(
    'AccessDeniedException',
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
  )
}
