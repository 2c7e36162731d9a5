import { createHash } from 'node:crypto'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Principal, Service } from '../kernel/kernel.ts'
import { accessDenied, judgeCall, type Verdict } from './authorize-call.ts'
import type { Context } from './conditions.ts'
import { decide } from './evaluate.ts'
import { globalContext } from './global-context.ts'
import { managedPolicy } from './managed-policies.ts'
import { namesPrincipal } from './names-principal.ts'
import type { PolicyDocument, Role, Statement } from './policy.ts'
import { resourcePolicyOf } from './resource-policy-of.ts'

export interface RoleSpec {
  RoleName: string
  Path?: string
  Description?: string
  MaxSessionDuration?: number
  AssumeRolePolicyDocument: PolicyDocument
  policies?: Record<string, PolicyDocument>
  managed?: string[]
}

/** What provisioning calls, beside the operations of the API. */
export interface IamService extends Service {
  /** Creates or replaces a role as a whole. */
  putRole(spec: RoleSpec): Role
  deleteRole(name: string): void
  /** Adds or replaces one inline policy of a role. */
  putRolePolicy(roleName: string, policyName: string, document: PolicyDocument): void
  deleteRolePolicy(roleName: string, policyName: string): void
  role(name: string): Role | undefined
  /** Whether the trust policy of a role lets a service assume it. */
  trusts(roleArn: string, service: string): boolean
  /** Whether the trust policy of a role lets a caller assume it. The operator may, unless it is denied. */
  trustsCaller(roleArn: string, principal: Principal, context: Context): boolean
  /** Is told of every call that is judged; the returned function ends that. */
  onJudgement(listener: JudgementListener): () => void
}

/** One call that was judged, and what it was judged by. */
interface Judgement {
  principal: Principal
  action: string
  resource: string
  verdict: Verdict
}

type JudgementListener = (judgement: Judgement) => void

/** Roles and their policies; every call of a role's session is evaluated against them. */
export function createIam(kernel: Kernel): IamService {
  const roles = kernel.store.table<Role>('iam.roles')
  const named = (name: string): Role => {
    const role = roles.get(name)
    if (!role) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)
    return role
  }

  const listeners = new Set<JudgementListener>()
  const roleOf = (arn: string) => {
    const role = roles.get(arn.split('/').at(-1)!)
    return role?.Arn === arn ? role : undefined
  }
  const global = (principal: Principal) => globalContext(kernel, principal)

  kernel.evaluate = (principal, { action, resource, context }) => {
    const role = principal.kind === 'role' ? roleOf(principal.roleArn) : undefined
    const verdict = judgeCall({
      principal,
      action,
      resource,
      account: kernel.account,
      identity: role ? [...Object.values(role.policies), ...role.managed.map(managedPolicy)] : [],
      resourcePolicy: resourcePolicyOf(kernel, resource),
      context: { ...global(principal), ...context },
    })
    for (const listener of listeners) listener({ principal, action, resource, verdict })
    if (verdict.outcome !== 'allowed') throw accessDenied(principal, action, resource, verdict)
  }

  kernel.trust = (service, roleArn, sourceArn) => {
    const principal: Principal = { kind: 'service', arn: service, service, sourceArn }
    const role = roleOf(roleArn)
    const verdict = judgeCall({
      principal,
      action: 'sts:AssumeRole',
      resource: roleArn,
      account: kernel.account,
      identity: [],
      resourcePolicy: role?.AssumeRolePolicyDocument,
      context: global(principal),
    })
    for (const listener of listeners) listener({ principal, action: 'sts:AssumeRole', resource: roleArn, verdict })
    if (verdict.outcome !== 'allowed')
      throw new AwsError(
        'AccessDeniedException',
        `${service} is not authorized to assume the role ${roleArn}: ${role ? 'its trust policy does not allow it' : 'there is no such role'}`,
      )
  }

  const describe = (role: Role) => ({
    Path: role.Path,
    RoleName: role.RoleName,
    RoleId: role.RoleId,
    Arn: role.Arn,
    CreateDate: new Date(role.CreateDate),
    Description: role.Description,
    MaxSessionDuration: role.MaxSessionDuration,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.AssumeRolePolicyDocument)),
  })

  return {
    name: 'iam',
    operations: {
      GetRole: ({ RoleName }) => ({ Role: describe(named(RoleName)) }),
      ListRoles: ({ PathPrefix = '/' }) => ({
        Roles: [...roles.values()].filter(({ Path }) => Path.startsWith(PathPrefix)).map(describe),
        IsTruncated: false,
      }),
      GetRolePolicy: ({ RoleName, PolicyName }) => {
        const document = named(RoleName).policies[PolicyName]
        if (!document)
          throw new AwsError('NoSuchEntity', `The role policy with name ${PolicyName} cannot be found.`, 404)
        return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(JSON.stringify(document)) }
      },
      ListRolePolicies: ({ RoleName }) => ({ PolicyNames: Object.keys(named(RoleName).policies), IsTruncated: false }),
    },
    permissions: (operation, { RoleName }) => [
      { action: `iam:${operation}`, resource: RoleName ? `arn:aws:iam::${kernel.account}:role/${RoleName}` : '*' },
    ],

    putRole(spec) {
      for (const arn of spec.managed ?? []) managedPolicy(arn)
      const Path = spec.Path ?? '/'
      const role: Role = {
        ...spec,
        Path,
        RoleId: `AROA${createHash('sha256').update(spec.RoleName).digest('hex').slice(0, 17).toUpperCase()}`,
        Arn: `arn:aws:iam::${kernel.account}:role${Path}${spec.RoleName}`,
        CreateDate: roles.get(spec.RoleName)?.CreateDate ?? kernel.clock.date().toISOString(),
        MaxSessionDuration: spec.MaxSessionDuration ?? 3600,
        policies: spec.policies ?? {},
        managed: spec.managed ?? [],
      }
      roles.put(role.RoleName, role)
      return role
    },
    deleteRole: (name) => void roles.delete(name),
    putRolePolicy(roleName, policyName, document) {
      const role = named(roleName)
      role.policies[policyName] = document
      roles.put(roleName, role)
    },
    deleteRolePolicy(roleName, policyName) {
      const role = roles.get(roleName)
      if (!role) return
      delete role.policies[policyName]
      roles.put(roleName, role)
    },
    role: (name) => roles.get(name),
    trusts(roleArn, service) {
      try {
        kernel.trust(service, roleArn)
        return true
      } catch {
        return false
      }
    },
    trustsCaller(roleArn, principal, context) {
      const policy = roleOf(roleArn)?.AssumeRolePolicyDocument
      const named = (statement: Statement) => namesPrincipal(statement, principal, kernel.account) !== undefined
      const facts = { ...global(principal), ...context }
      const { outcome } = decide(policy ? [policy] : [], 'sts:AssumeRole', roleArn, facts, named)
      return outcome === 'allowed' || (outcome === 'implicit-deny' && principal.kind === 'root')
    },
    onJudgement(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
