import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, OperationHandler, Principal } from '../kernel/kernel.ts'

/**
 * Keys of a role's session. The keys keep to hold after `Expiration`, which callers see as AWS would set it; session
 * policies are refused, because they would have to narrow what the role may do.
 */
export const assumeRole =
  (kernel: Kernel): OperationHandler =>
  async (input, { principal }) => {
    const { RoleArn, RoleSessionName, DurationSeconds = 3600 } = input
    const narrowing = ['Policy', 'PolicyArns', 'Tags', 'TransitiveTagKeys', 'SerialNumber'].find((name) => input[name])
    if (narrowing)
      throw new AwsError('NotImplemented', `${narrowing} of AssumeRole is not served by the local runtime.`, 501)
    const role = await findRole(kernel, RoleArn)
    if (!role || !trusts(JSON.parse(decodeURIComponent(role.AssumeRolePolicyDocument)), principal, kernel.account))
      throw new AwsError(
        'AccessDenied',
        `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
        403,
      )
    if (DurationSeconds > role.MaxSessionDuration)
      throw new AwsError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      )
    const session = kernel.issueCredentials(RoleArn, RoleSessionName)
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: new Date(kernel.clock.now() + DurationSeconds * 1000),
      },
      AssumedRoleUser: { AssumedRoleId: `${role.RoleId}:${RoleSessionName}`, Arn: session.principal.arn },
    }
  }

/** AWS does not tell a role that is missing from one that may not be assumed. */
async function findRole(kernel: Kernel, arn: string): Promise<any> {
  try {
    const { Role } = await kernel.call('iam', 'GetRole', { RoleName: arn.split('/').at(-1) }, kernel.root)
    return Role.Arn === arn ? Role : undefined
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntity') return undefined
    throw error
  }
}

/**
 * Whether a trust policy names the caller: itself, its account or everybody. The operator is let through. A statement
 * with conditions, which are not evaluated, allows nobody.
 */
function trusts(policy: any, principal: Principal, account: string): boolean {
  if (principal.kind === 'root') return true
  const names =
    principal.kind === 'role'
      ? ['*', account, `arn:aws:iam::${account}:root`, principal.roleArn, principal.arn]
      : [principal.service]
  const kind = principal.kind === 'role' ? 'AWS' : 'Service'
  const matching = [policy.Statement].flat().filter(({ Principal: who }: any) => {
    const listed = typeof who === 'string' ? [who] : [who?.[kind] ?? []].flat()
    return listed.some((name: string) => names.includes(name))
  })
  return (
    matching.some(({ Effect, Condition }) => Effect === 'Allow' && !Condition) &&
    !matching.some(({ Effect }) => Effect === 'Deny')
  )
}
