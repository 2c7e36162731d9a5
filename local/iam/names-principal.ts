import type { Principal } from '../kernel/kernel.ts'
import { listOf, type Statement, type StatementPrincipal } from './policy.ts'

/**
 * How a statement of a resource policy names a caller: `itself` (its ARN, its role, its service, or everybody), by
 * its `account`, or not at all. The account's name hands the decision to the identity policies of its roles.
 */
export type Naming = 'itself' | 'account' | undefined

export function namesPrincipal(statement: Statement, principal: Principal, account: string): Naming {
  if (statement.NotPrincipal) return naming(statement.NotPrincipal, principal, account) ? undefined : 'itself'
  return statement.Principal === undefined ? undefined : naming(statement.Principal, principal, account)
}

function naming(named: StatementPrincipal, principal: Principal, account: string): Naming {
  if (named === '*') return 'itself'
  if (principal.kind === 'service') return listOf(named['Service']).includes(principal.service) ? 'itself' : undefined
  const users = listOf(named['AWS'])
  const own = principal.kind === 'role' ? ['*', principal.arn, principal.roleArn] : ['*', principal.arn, account]
  if (users.some((name) => own.includes(name))) return 'itself'
  return users.some((name) => name === account || name === `arn:aws:iam::${account}:root`) ? 'account' : undefined
}
