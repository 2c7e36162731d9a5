import type { Kernel, Service } from '../kernel/kernel.ts'
import { assumeRole } from './assume-role.ts'
import { getCallerIdentity } from './get-caller-identity.ts'

export function createSts(kernel: Kernel): Service {
  return {
    name: 'sts',
    operations: { AssumeRole: assumeRole(kernel), GetCallerIdentity: getCallerIdentity(kernel) },
    // Everybody may ask who they are.
    permissions: (operation, input) =>
      operation === 'GetCallerIdentity' ? [] : [{ action: `sts:${operation}`, resource: input.RoleArn }],
  }
}
