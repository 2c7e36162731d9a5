import type { DeleteEndpointConfigInput } from '@aws-sdk/client-sagemaker'
import { couldNotFind } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'

/** What an endpoint serves from it goes on serving. */
export function deleteEndpointConfig(sagemaker: SageMaker, input: DeleteEndpointConfigInput) {
  const arn = sagemaker.kernel.arn('sagemaker', `endpoint-config/${input.EndpointConfigName}`)
  const found = sagemaker.endpointConfigs.get(input.EndpointConfigName!)
  if (!found) throw couldNotFind('endpoint configuration', arn)
  sagemaker.endpointConfigs.delete(input.EndpointConfigName!)
  emitStateChange(sagemaker, 'Endpoint Config', arn, found)
  sagemaker.tags.delete(arn)
  return {}
}
