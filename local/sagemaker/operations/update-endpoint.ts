import type { UpdateEndpointInput, VariantPropertyType } from '@aws-sdk/client-sagemaker'
import { AlarmGuard } from '../endpoints/alarm-guard.ts'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { checkDeploymentConfig } from '../endpoints/check-deployment-config.ts'
import { deployableConfig } from '../endpoints/deployable-config.ts'
import { type Deployment, planDeployment } from '../endpoints/deployment.ts'
import { pendingSummary } from '../endpoints/deployment-progress.ts'
import { setStatus } from '../endpoints/endpoint-record.ts'
import { require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export async function updateEndpoint(sagemaker: SageMaker, input: UpdateEndpointInput) {
  const { next, how } = plan(sagemaker, input)
  await new AlarmGuard(sagemaker, next, how).checkThere()
  // Somebody else may have come first meanwhile.
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!)
  setStatus(sagemaker, endpoint, 'Updating', {
    FailureReason: undefined,
    PendingDeploymentSummary: pendingSummary(next, sagemaker.kernel.clock.now()),
    ...(input.DeploymentConfig && { LastDeploymentConfig: input.DeploymentConfig }),
  })
  sagemaker.endpoints.update(endpoint, next, how)
  return { EndpointArn: endpoint.EndpointArn }
}

/** What is asked for, refused where it cannot be done. */
function plan(sagemaker: SageMaker, input: UpdateEndpointInput) {
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!)
  const config = deployableConfig(sagemaker, input.EndpointConfigName!)
  require(!(
    input.DeploymentConfig && input.RetainDeploymentConfig
  ), 'DeploymentConfig must not be given together with RetainDeploymentConfig.')
  const next = planDeployment(sagemaker, config)
  const current = sagemaker.endpoints.current(input.EndpointName!)
  require(!isServerless(next) ||
    isServerless(
      current,
    ), 'An endpoint with instances cannot be updated to a serverless one; the other way round it can.')
  if (input.RetainAllVariantProperties) {
    const excluded = (input.ExcludeRetainedVariantProperties ?? []).map((property) => property.VariantPropertyType!)
    retain(next, current, excluded)
  }
  const how = input.RetainDeploymentConfig ? endpoint.LastDeploymentConfig : input.DeploymentConfig
  checkDeploymentConfig(how, config, next)
  return { next, how }
}

const isServerless = (deployment: Deployment | undefined) =>
  deployment?.variants.some(({ serverless }) => serverless) ?? false

/** Variants that stay keep their number of instances and their weight, and the endpoint its capture, except what is excluded. */
function retain(next: Deployment, current: Deployment | undefined, excluded: VariantPropertyType[]): void {
  if (!excluded.includes('DataCaptureConfig'))
    for (const variant of [...next.variants, ...(next.shadows ?? [])]) variant.capture = current?.variants[0]?.capture
  for (const variant of next.variants) {
    const before = current?.variants.find(({ name }) => name === variant.name)
    if (!before || before.serverless || variant.serverless) continue
    if (!excluded.includes('DesiredInstanceCount')) variant.count = before.count
    if (!excluded.includes('DesiredWeight')) variant.weight = before.weight
  }
}
