import type { DescribeEndpointConfigInput, DescribeEndpointConfigOutput } from '@aws-sdk/client-sagemaker'
import { described } from '../records.ts'
import { couldNotFind } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeEndpointConfig(
  sagemaker: SageMaker,
  input: DescribeEndpointConfigInput,
): DescribeEndpointConfigOutput {
  const found = sagemaker.endpointConfigs.get(input.EndpointConfigName!)
  if (!found)
    throw couldNotFind(
      'endpoint configuration',
      sagemaker.kernel.arn('sagemaker', `endpoint-config/${input.EndpointConfigName}`),
    )
  return described<DescribeEndpointConfigOutput>(found)
}
