import type { Kernel, OperationHandler } from '../kernel/kernel.ts'

export const getCallerIdentity =
  (kernel: Kernel): OperationHandler =>
  async (_, { principal }) => ({
    UserId:
      principal.kind === 'role'
        ? `${await roleId(kernel, principal.roleArn)}:${principal.sessionName}`
        : kernel.account,
    Account: kernel.account,
    Arn: principal.arn,
  })

async function roleId(kernel: Kernel, roleArn: string): Promise<string> {
  const { Role } = await kernel.call('iam', 'GetRole', { RoleName: roleArn.split('/').at(-1) }, kernel.root)
  return Role.RoleId
}
