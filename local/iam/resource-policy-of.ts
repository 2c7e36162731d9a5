import type { Kernel } from '../kernel/kernel.ts'
import type { PolicyDocument } from './policy.ts'

/** The policy on a resource: undefined where it has none, null where there cannot be one. */
export function resourcePolicyOf(kernel: Pick<Kernel, 'service'>, arn: string): PolicyDocument | undefined | null {
  const service = arn.split(':')[2] ?? ''
  const owner = kernel.service(service === 'states' ? 'stepfunctions' : service)
  return owner?.resourcePolicy ? owner.resourcePolicy(arn) : null
}
