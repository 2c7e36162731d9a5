import type { DeleteEndpointInput } from '@aws-sdk/client-sagemaker'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { emitEndpointChange } from '../endpoints/endpoints.ts'
import type { SageMaker } from '../sagemaker.ts'

export function deleteEndpoint(sagemaker: SageMaker, input: DeleteEndpointInput) {
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!, { failed: true })
  endpoint.EndpointStatus = 'Deleting'
  endpoint.LastModifiedTime = sagemaker.kernel.clock.now()
  sagemaker.endpointRecords.put(input.EndpointName!, endpoint)
  emitEndpointChange(sagemaker, endpoint)
  sagemaker.endpoints.delete(endpoint)
  return {}
}
