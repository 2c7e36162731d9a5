import type { UpdateEndpointInput, VariantPropertyType } from '@aws-sdk/client-sagemaker'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { checkDeploymentConfig } from '../endpoints/check-deployment-config.ts'
import { deployableConfig } from '../endpoints/deployable-config.ts'
import { type Deployment, planDeployment } from '../endpoints/deployment.ts'
import { emitEndpointChange } from '../endpoints/endpoints.ts'
import { require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function updateEndpoint(sagemaker: SageMaker, input: UpdateEndpointInput) {
  const { kernel } = sagemaker
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!)
  const config = deployableConfig(sagemaker, input.EndpointConfigName!)
  require(!(
    input.DeploymentConfig && input.RetainDeploymentConfig
  ), 'DeploymentConfig must not be given together with RetainDeploymentConfig.')
  checkDeploymentConfig(input.DeploymentConfig)
  const next = planDeployment(sagemaker, config)
  if (input.RetainAllVariantProperties) {
    const excluded = (input.ExcludeRetainedVariantProperties ?? []).map((property) => property.VariantPropertyType!)
    retain(next, sagemaker.endpoints.current(input.EndpointName!), excluded)
  }
  const now = kernel.clock.now()
  Object.assign(endpoint, {
    EndpointStatus: 'Updating',
    LastModifiedTime: now,
    FailureReason: undefined,
    PendingDeploymentSummary: {
      EndpointConfigName: next.configName,
      StartTime: now,
      ProductionVariants: next.variants.map(({ name, container, weight, count }) => ({
        VariantName: name,
        DeployedImages: [{ SpecifiedImage: container.image }],
        DesiredWeight: weight,
        DesiredInstanceCount: count,
        VariantStatus: [{ Status: 'Creating', StartTime: now }],
      })),
    },
  })
  sagemaker.endpointRecords.put(input.EndpointName!, endpoint)
  emitEndpointChange(sagemaker, endpoint)
  sagemaker.endpoints.update(
    endpoint,
    next,
    input.RetainDeploymentConfig ? endpoint.LastDeploymentConfig : input.DeploymentConfig,
  )
  return { EndpointArn: endpoint.EndpointArn }
}

/** Variants that stay keep their number of instances and their weight, and the endpoint its capture, except what is excluded. */
function retain(next: Deployment, current: Deployment | undefined, excluded: VariantPropertyType[]): void {
  for (const variant of next.variants) {
    const before = current?.variants.find(({ name }) => name === variant.name)
    if (!excluded.includes('DataCaptureConfig')) variant.capture = current?.variants[0]?.capture
    if (!before) continue
    if (!excluded.includes('DesiredInstanceCount')) variant.count = before.count
    if (!excluded.includes('DesiredWeight')) variant.weight = before.weight
  }
}
