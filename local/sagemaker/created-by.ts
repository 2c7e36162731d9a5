import type { Kernel } from '../kernel/kernel.ts'

/** The user profile that AWS names; outside Studio it is the account alone. */
export const createdBy = (kernel: Kernel) => ({ IamIdentity: { Arn: kernel.root.arn, PrincipalId: kernel.account } })
