import { type Context, conditionsHold } from './conditions.ts'
import { listOf, type PolicyDocument, type Statement } from './policy.ts'
import { withVariables } from './policy-variables.ts'
import { matchesWildcard } from './wildcard.ts'

export type Outcome = 'allowed' | 'explicit-deny' | 'implicit-deny'

export interface Decision {
  outcome: Outcome
  /** The statements that say so: the denying ones, else the allowing ones. */
  by: Statement[]
}

/** IAM's evaluation of one kind of policies: an explicit deny wins, then an allow, and silence is a no. */
export function decide(
  policies: Iterable<PolicyDocument>,
  action: string,
  resource: string,
  context: Context,
  about: (statement: Statement) => boolean = () => true,
): Decision {
  const found: Record<Statement['Effect'], Statement[]> = { Allow: [], Deny: [] }
  for (const { Version, Statement } of policies)
    for (const statement of listOf(Statement))
      if (about(statement) && applies(statement, action, resource, context, Version))
        found[statement.Effect].push(statement)
  if (found.Deny.length > 0) return { outcome: 'explicit-deny', by: found.Deny }
  return { outcome: found.Allow.length > 0 ? 'allowed' : 'implicit-deny', by: found.Allow }
}

export function evaluatePolicies(
  policies: Iterable<PolicyDocument>,
  action: string,
  resource: string,
  context: Context,
): Outcome {
  return decide(policies, action, resource, context).outcome
}

/** Whether a statement speaks of this action on this resource under these conditions. */
function applies(
  statement: Statement,
  action: string,
  resource: string,
  context: Context,
  version: string | undefined,
): boolean {
  const actions = statement.Action
    ? listOf(statement.Action).some((pattern) => matchesWildcard(pattern, action, true))
    : !listOf(statement.NotAction).some((pattern) => matchesWildcard(pattern, action, true))
  if (!actions) return false
  const covers = (pattern: string) => {
    const filled = withVariables(pattern, context, version)
    return filled !== undefined && matchesWildcard(filled, resource)
  }
  // A trust policy has no Resource: it is about the role that it stands on.
  const resources = statement.NotResource
    ? !listOf(statement.NotResource).some(covers)
    : statement.Resource === undefined || listOf(statement.Resource).some(covers)
  return resources && conditionsHold(statement.Condition, context, version)
}
