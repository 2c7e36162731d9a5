import { accessDenied } from '#local/iam/authorize-call.ts'
import type { IamService } from '#local/iam/index.ts'
import { listOf, type Role, type Statement } from '#local/iam/policy.ts'
import type { Kernel } from '#local/kernel/kernel.ts'

/** One action of one statement of one role: what can be taken away. */
export interface Grant {
  role: Role
  policy: string
  sid: string
  action: string
}

export const nameOf = ({ role, sid, action }: Grant) => `${logicalName(role.RoleName)} ${sid} ${action}`

/** Roles whose every grant is needed by judged rollouts alone (test/e2e/judged.test.ts). */
export const JUDGING = /\b(JudgedRolloutMachine|JudgeStepMachine|AdvanceRollout|CallHook|EndRollout)Role\b/

/** The role as the template calls it: CloudFormation puts the stack before and a hash behind. */
const logicalName = (roleName: string) => roleName.replace(/^trimtab-dev-/, '').replace(/-[0-9a-f]+$/, '')

const iamOf = (kernel: Kernel) => kernel.service('iam') as IamService

/** Everything that the roles of the template allow. */
export function grantsOf(kernel: Kernel): Grant[] {
  return [...kernel.store.table<Role>('iam.roles').values()].flatMap((role) =>
    Object.entries(role.policies).flatMap(([policy, { Statement: statements }]) =>
      listOf(statements).flatMap(({ Sid = '', Action }) =>
        listOf(Action).map((action) => ({ role, policy, sid: Sid, action })),
      ),
    ),
  )
}

/** Notes which grants the calls of a runtime were allowed by, and what they were refused. */
export function recordJudgements(kernel: Kernel) {
  const needed = new Set<string>()
  const refused: string[] = []
  const listeners = new Set<(message: string) => void>()
  const off = iamOf(kernel).onJudgement(({ principal, action, resource, verdict }) => {
    if (principal.kind !== 'role') return
    const role = logicalName(principal.roleArn.split('/').at(-1)!)
    if (verdict.outcome === 'allowed') {
      // What two statements allow needs neither of them.
      if (verdict.by.length === 1) needed.add(`${role} ${verdict.by[0]!.Sid} ${action}`)
    } else {
      const { message } = accessDenied(principal, action, resource, verdict)
      refused.push(message)
      for (const listener of listeners) listener(message)
    }
  })
  return {
    needed,
    refused,
    off,
    /** Resolves to the first refusal that a pattern matches. */
    refusal: (pattern: RegExp, signal: AbortSignal) =>
      new Promise<string | undefined>((resolve) => {
        const listener = (message: string) => {
          if (pattern.test(message)) resolve(message)
        }
        listeners.add(listener)
        signal.addEventListener('abort', () => {
          listeners.delete(listener)
          resolve(undefined)
        })
      }),
  }
}

/** Takes actions of a statement away from a role for as long as `work` goes on. */
export async function without<T>(kernel: Kernel, { role, policy, sid }: Grant, gone: string[], work: () => Promise<T>) {
  const whole = role.policies[policy]!
  const narrowed = listOf(whole.Statement).flatMap((statement: Statement) => {
    if (statement.Sid !== sid) return [statement]
    const Action = listOf(statement.Action).filter((action) => !gone.includes(action))
    return Action.length > 0 ? [{ ...statement, Action }] : []
  })
  iamOf(kernel).putRolePolicy(role.RoleName, policy, { ...whole, Statement: narrowed })
  try {
    return await work()
  } finally {
    iamOf(kernel).putRolePolicy(role.RoleName, policy, whole)
  }
}
