import type { DescribeEndpointInput, DescribeEndpointOutput } from '@aws-sdk/client-sagemaker'
import { modesOf } from '../endpoints/modes-of.ts'
import { described } from '../records.ts'
import { couldNotFind } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeEndpoint(sagemaker: SageMaker, input: DescribeEndpointInput): DescribeEndpointOutput {
  const found = sagemaker.endpointRecords.get(input.EndpointName!)
  if (!found) throw couldNotFind('endpoint', sagemaker.kernel.arn('sagemaker', `endpoint/${input.EndpointName}`))
  return described<DescribeEndpointOutput>({ ...found, ...modesOf(sagemaker.endpoints.current(input.EndpointName!)) })
}
