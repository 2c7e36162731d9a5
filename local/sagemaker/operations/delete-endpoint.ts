import type { DeleteEndpointInput } from '@aws-sdk/client-sagemaker'
import { changeableEndpoint } from '../endpoints/changeable-endpoint.ts'
import { setStatus } from '../endpoints/endpoint-record.ts'
import type { SageMaker } from '../sagemaker.ts'

export function deleteEndpoint(sagemaker: SageMaker, input: DeleteEndpointInput) {
  const endpoint = changeableEndpoint(sagemaker, input.EndpointName!, { failed: true })
  setStatus(sagemaker, endpoint, 'Deleting')
  sagemaker.endpoints.delete(endpoint)
  return {}
}
