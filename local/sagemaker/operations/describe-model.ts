import type { DescribeModelInput, DescribeModelOutput } from '@aws-sdk/client-sagemaker'
import { described } from '../records.ts'
import { couldNotFind } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

export function describeModel(sagemaker: SageMaker, input: DescribeModelInput): DescribeModelOutput {
  const found = sagemaker.models.get(input.ModelName!)
  if (!found) throw couldNotFind('model', sagemaker.kernel.arn('sagemaker', `model/${input.ModelName}`))
  return described<DescribeModelOutput>(found)
}
