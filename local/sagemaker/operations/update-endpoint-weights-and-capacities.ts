import type { UpdateEndpointWeightsAndCapacitiesInput } from '@aws-sdk/client-sagemaker'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { setStatus } from '../endpoints/endpoint-record.ts'
import { notSupported, require } from '../refusals.ts'
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
    if (ServerlessUpdateConfig) throw notSupported('ServerlessUpdateConfig')
    // Requests to an asynchronous endpoint wait while it has no instances.
    require(DesiredInstanceCount !== 0 || async, 'DesiredInstanceCount must be at least 1.')
  }
  setStatus(sagemaker, endpoint, 'Updating', { FailureReason: undefined })
  sagemaker.endpoints.rescale(endpoint, input.DesiredWeightsAndCapacities!)
  return { EndpointArn: endpoint.EndpointArn }
}
