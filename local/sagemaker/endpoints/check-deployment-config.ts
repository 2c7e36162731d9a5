import type { CapacitySize, DeploymentConfig } from '@aws-sdk/client-sagemaker'
import type { EndpointConfig, Stored } from '../records.ts'
import { require } from '../refusals.ts'
import { checkGuardrails } from './check-traffic-routing.ts'
import type { Deployment } from './deployment.ts'

/** Refuses guardrails that contradict themselves, or that do not go with what is to be deployed. */
export function checkDeploymentConfig(
  config: Stored<DeploymentConfig> | undefined,
  { ProductionVariants: variants }: EndpointConfig,
  next: Deployment,
): void {
  if (!config) return
  checkGuardrails(config)
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling, AutoRollbackConfiguration: rollback } = config
  const routing = blueGreen?.TrafficRoutingConfiguration
  if (variants!.some(({ ServerlessConfig }) => ServerlessConfig)) {
    const plain = !rolling && !rollback?.Alarms?.length && (routing?.Type ?? 'ALL_AT_ONCE') === 'ALL_AT_ONCE'
    require(plain, 'Deployment guardrails are not supported for serverless endpoints: only ALL_AT_ONCE without alarms.')
  }
  for (const { name, count } of next.variants) {
    const half = (member: string, size: CapacitySize | undefined) =>
      require(size?.Type !== 'INSTANCE_COUNT' ||
        size.Value! * 2 <=
          count, `${member} must be less than or equal to 50% of the instance count of variant ${name} (${count}).`)
    half('CanarySize', routing?.CanarySize)
    half('LinearStepSize', routing?.LinearStepSize)
    half('MaximumBatchSize', rolling?.MaximumBatchSize)
    require(!routing?.CanarySize ||
      count !== 1, `CanarySize must be less than or equal to 50% of the instance count of variant ${name} (1).`)
  }
}
