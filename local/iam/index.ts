import { createHash } from 'node:crypto'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Permission, Principal, Service } from '../kernel/kernel.ts'
import { evaluatePolicies } from './evaluate.ts'
import { managedPolicy } from './managed-policies.ts'
import { listOf, type PolicyDocument, type Role } from './policy.ts'

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
}

/** Roles and their policies; every call of a role's session is evaluated against them. */
export function createIam(kernel: Kernel): IamService {
  const roles = kernel.store.table<Role>('iam.roles')
  const named = (name: string): Role => {
    const role = roles.get(name)
    if (!role) throw new AwsError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404)
    return role
  }

  kernel.evaluate = (principal: Principal, { action, resource, context }: Permission) => {
    if (principal.kind !== 'role') return
    const role = roles.get(principal.roleArn.split('/').at(-1)!)
    const policies = role ? [...Object.values(role.policies), ...role.managed.map(managedPolicy)] : []
    const outcome = evaluatePolicies(policies, action, resource, {
      'aws:PrincipalArn': principal.roleArn,
      'aws:PrincipalAccount': kernel.account,
      'aws:RequestedRegion': kernel.region,
      'aws:SecureTransport': 'true',
      ...context,
    })
    if (outcome === 'allowed') return
    const because =
      outcome === 'explicit-deny'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`
    throw new AwsError(
      'AccessDeniedException',
      `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${because}`,
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
      const role = roles.get(roleArn.split('/').at(-1)!)
      return listOf(role?.AssumeRolePolicyDocument.Statement).some(
        ({ Effect, Principal }) =>
          Effect === 'Allow' && listOf((Principal as { Service?: string | string[] })?.Service).includes(service),
      )
    },
  }
}
