import type { IamService } from '../iam/index.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, OperationHandler } from '../kernel/kernel.ts'

/**
 * Keys of a role's session until their `Expiration`. Session policies are refused, because they would have to narrow
 * what the role may do.
 */
export const assumeRole =
  (kernel: Kernel): OperationHandler =>
  async (input, { principal }) => {
    const { RoleArn, RoleSessionName, ExternalId, DurationSeconds = 3600 } = input
    const narrowing = ['Policy', 'PolicyArns', 'Tags', 'TransitiveTagKeys', 'SerialNumber'].find((name) => input[name])
    if (narrowing)
      throw new AwsError('NotImplemented', `${narrowing} of AssumeRole is not served by the local runtime.`, 501)
    if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(RoleArn))
      throw new AwsError('ValidationError', `${RoleArn} is invalid`)
    const role = await findRole(kernel, RoleArn)
    const iam = kernel.service('iam') as IamService | undefined
    const context = { 'sts:RoleSessionName': RoleSessionName, ...(ExternalId && { 'sts:ExternalId': ExternalId }) }
    if (!role || !iam?.trustsCaller(RoleArn, principal, context))
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
    // Whole seconds, as the answer says it.
    const expiresAt = (Math.floor(kernel.clock.now() / 1000) + DurationSeconds) * 1000
    const session = kernel.issueCredentials(RoleArn, RoleSessionName, expiresAt)
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: new Date(expiresAt),
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
