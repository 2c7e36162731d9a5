import type { UpdateEndpointWeightsAndCapacitiesInput } from '@aws-sdk/client-sagemaker'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { emitEndpointChange } from '../endpoints/endpoints.ts'
import { notSupported, require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function updateEndpointWeightsAndCapacities(
  sagemaker: SageMaker,
  input: UpdateEndpointWeightsAndCapacitiesInput,
) {
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!)
  const known = endpoint.ProductionVariants!.map(({ VariantName }) => VariantName)
  // Requests to an asynchronous endpoint wait while it has no instances.
  const async = sagemaker.endpoints.current(input.EndpointName!)?.async
  for (const { VariantName, ServerlessUpdateConfig, DesiredInstanceCount } of input.DesiredWeightsAndCapacities!) {
    require(known.includes(
      VariantName,
    ), `The variant name(s) "${VariantName}" is/are not present within endpoint configuration "${endpoint.EndpointConfigName}".`)
    if (ServerlessUpdateConfig) throw notSupported('ServerlessUpdateConfig')
    require(DesiredInstanceCount !== 0 || async, 'DesiredInstanceCount must be at least 1.')
  }
  endpoint.EndpointStatus = 'Updating'
  endpoint.LastModifiedTime = sagemaker.kernel.clock.now()
  sagemaker.endpointRecords.put(input.EndpointName!, endpoint)
  emitEndpointChange(sagemaker, endpoint)
  sagemaker.endpoints.rescale(endpoint, input.DesiredWeightsAndCapacities!)
  return { EndpointArn: endpoint.EndpointArn }
}
