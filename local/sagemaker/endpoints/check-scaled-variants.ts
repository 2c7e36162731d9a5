import type { AutoScalingService } from '../../autoscaling/index.ts'
import { require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import type { Deployment } from './deployment.ts'

/** What Application Auto Scaling scales neither goes nor gets another instance type. */
export function checkScaledVariants(
  { kernel }: SageMaker,
  endpointName: string,
  next: Deployment,
  current: Deployment | undefined,
): void {
  const autoscaling = kernel.service('application-autoscaling') as AutoScalingService | undefined
  const typeIn = (deployment: Deployment | undefined, variant: string) =>
    deployment?.variants.find(({ name }) => name === variant)?.instanceType
  const stays = (deployment: Deployment, variant: string) => deployment.variants.some(({ name }) => name === variant)
  const lost = (autoscaling?.scaledVariants(endpointName) ?? []).filter(
    (variant) => !stays(next, variant) || typeIn(next, variant) !== typeIn(current, variant),
  )
  require(lost.length ===
    0, `The variant(s) "[${[...new Set(lost)].join(', ')}]" must be deregistered as scalable targets with AWS Auto Scaling before they can be removed or have their instance type updated.`)
}
