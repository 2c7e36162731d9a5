import { type Context, conditionsHold } from './conditions.ts'
import { listOf, matchesWildcard, type PolicyDocument, type Statement } from './policy.ts'

export type Outcome = 'allowed' | 'explicit-deny' | 'implicit-deny'

/** IAM's evaluation of identity policies: an explicit deny wins, then an allow, and silence is a no. */
export function evaluatePolicies(
  policies: Iterable<PolicyDocument>,
  action: string,
  resource: string,
  context: Context,
): Outcome {
  let allowed = false
  for (const policy of policies)
    for (const statement of listOf(policy.Statement)) {
      if (!applies(statement, action, resource, context)) continue
      if (statement.Effect === 'Deny') return 'explicit-deny'
      allowed = true
    }
  return allowed ? 'allowed' : 'implicit-deny'
}

/** Whether a statement speaks of this action on this resource under these conditions. */
function applies(statement: Statement, action: string, resource: string, context: Context): boolean {
  const actions = statement.Action
    ? listOf(statement.Action).some((pattern) => matchesWildcard(pattern, action, true))
    : !listOf(statement.NotAction).some((pattern) => matchesWildcard(pattern, action, true))
  if (!actions) return false
  const covers = (pattern: string) => matchesWildcard(withVariables(pattern, context), resource)
  const resources = statement.Resource
    ? listOf(statement.Resource).some(covers)
    : !listOf(statement.NotResource).some(covers)
  return resources && conditionsHold(statement.Condition, context)
}

/** `${aws:PrincipalTag/x}`-style policy variables, from the context of the call. */
function withVariables(pattern: string, context: Context): string {
  return pattern.replace(/\$\{([^}]+)\}/g, (text, key) => String(context[key] ?? text))
}
