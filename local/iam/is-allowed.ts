import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Permission, Principal } from '../kernel/kernel.ts'

/** Whether a principal may do all of this; for what AWS leaves out, rather than refuses, without a permission. */
export function isAllowed(kernel: Kernel, principal: Principal, permissions: Permission[]): boolean {
  return permissions.filter((permission) => !allows(kernel, principal, permission)).length === 0
}

function allows(kernel: Kernel, principal: Principal, permission: Permission): boolean {
  try {
    kernel.authorize(principal, [permission])
    return true
  } catch (error) {
    if (error instanceof AwsError) return false
    throw error
  }
}
