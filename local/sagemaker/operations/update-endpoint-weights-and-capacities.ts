import type {
  ProductionVariantServerlessConfig,
  ProductionVariantServerlessUpdateConfig,
  UpdateEndpointWeightsAndCapacitiesInput,
} from '@aws-sdk/client-sagemaker'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { setStatus } from '../endpoints/endpoint-record.ts'
import type { Stored } from '../records.ts'
import { require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function updateEndpointWeightsAndCapacities(
  sagemaker: SageMaker,
  input: UpdateEndpointWeightsAndCapacitiesInput,
) {
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!)
  // After a rollback that failed two fleets serve; only another update makes one of them.
  require(endpoint.EndpointStatus ===
    'InService', `Cannot update weights and capacities of endpoint "${endpoint.EndpointArn}" in status ${endpoint.EndpointStatus}.`)
  const { variants, shadows = [], async } = sagemaker.endpoints.current(input.EndpointName!)!
  const known = [...variants, ...shadows].map(({ name }) => name)
  for (const { VariantName, ServerlessUpdateConfig, DesiredInstanceCount } of input.DesiredWeightsAndCapacities!) {
    require(known.includes(
      VariantName!,
    ), `The variant name(s) "${VariantName}" is/are not present within endpoint configuration "${endpoint.EndpointConfigName}".`)
    const { serverless } = variants.find(({ name }) => name === VariantName) ?? {}
    checkServerless(VariantName!, serverless, ServerlessUpdateConfig)
    require(DesiredInstanceCount === undefined ||
      !serverless, `The serverless variant ${VariantName} has no instances.`)
    // Requests to an asynchronous endpoint wait while it has no instances.
    require(DesiredInstanceCount !== 0 || async, 'DesiredInstanceCount must be at least 1.')
  }
  setStatus(sagemaker, endpoint, 'Updating', { FailureReason: undefined })
  sagemaker.endpoints.rescale(endpoint, input.DesiredWeightsAndCapacities!)
  return { EndpointArn: endpoint.EndpointArn }
}

function checkServerless(
  variant: string,
  current: Stored<ProductionVariantServerlessConfig> | undefined,
  change: ProductionVariantServerlessUpdateConfig | undefined,
): void {
  if (!change) return
  require(current, `ServerlessUpdateConfig is for serverless variants, and ${variant} is none.`)
  const { MaxConcurrency, ProvisionedConcurrency = 0 } = { ...current, ...change }
  require(ProvisionedConcurrency <=
    MaxConcurrency!, `ProvisionedConcurrency of variant ${variant} must not exceed its MaxConcurrency.`)
}
