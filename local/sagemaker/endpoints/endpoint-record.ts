import type { ProductionVariantSummary } from '@aws-sdk/client-sagemaker'
import type { Endpoint, Stored } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange, upperSnake } from '../state-change.ts'
import type { Fleet } from './fleet.ts'
import type { VariantFleet } from './variant-fleet.ts'

type Status = NonNullable<Endpoint['EndpointStatus']>

/** Puts an endpoint into a status, and tells EventBridge. */
export function setStatus(
  sagemaker: SageMaker,
  endpoint: Endpoint,
  status: Status,
  change: Partial<Stored<Endpoint>> = {},
): void {
  Object.assign(endpoint, change, { EndpointStatus: status, LastModifiedTime: sagemaker.kernel.clock.now() })
  sagemaker.endpointRecords.put(endpoint.EndpointName!, endpoint)
  emitStateChange(sagemaker, 'Endpoint', endpoint.EndpointArn!, asEvent(endpoint))
}

/** Tells EventBridge how a deployment goes on. */
export function emitDeploymentChange(sagemaker: SageMaker, endpoint: Endpoint): void {
  sagemaker.endpointRecords.put(endpoint.EndpointName!, endpoint)
  emitStateChange(sagemaker, 'Endpoint Deployment', endpoint.EndpointArn!, asEvent(endpoint))
}

/** What an endpoint says of the fleet behind it. */
export function serving(sagemaker: SageMaker, fleet: Fleet): Partial<Endpoint> {
  const now = sagemaker.kernel.clock.now()
  return {
    EndpointConfigName: fleet.deployment.configName,
    ProductionVariants: fleet.variants.map((variant) => summary(variant, now)),
    ShadowProductionVariants:
      fleet.shadows.length > 0 ? fleet.shadows.map((variant) => summary(variant, now)) : undefined,
    PendingDeploymentSummary: undefined,
  }
}

function summary(
  { variant: { name, container, weight, count, serverless } }: VariantFleet,
  now: number,
): Stored<ProductionVariantSummary> {
  return {
    VariantName: name,
    DeployedImages: [{ SpecifiedImage: container.image, ResolvedImage: container.image, ResolutionTime: now }],
    CurrentWeight: weight,
    DesiredWeight: weight,
    ...(serverless
      ? { CurrentInstanceCount: 0, CurrentServerlessConfig: serverless, DesiredServerlessConfig: serverless }
      : { CurrentInstanceCount: count, DesiredInstanceCount: count }),
  }
}

/** Events write an endpoint's status as IN_SERVICE. */
const asEvent = (endpoint: Endpoint) => ({ ...endpoint, EndpointStatus: upperSnake(endpoint.EndpointStatus!) })
