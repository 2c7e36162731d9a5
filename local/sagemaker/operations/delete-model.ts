import type { DeleteModelInput } from '@aws-sdk/client-sagemaker'
import { couldNotFind } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'

/** What an endpoint serves from it goes on serving. */
export function deleteModel(sagemaker: SageMaker, input: DeleteModelInput) {
  const arn = sagemaker.kernel.arn('sagemaker', `model/${input.ModelName}`)
  const found = sagemaker.models.get(input.ModelName!)
  if (!found) throw couldNotFind('model', arn)
  sagemaker.models.delete(input.ModelName!)
  emitStateChange(sagemaker, 'Model', arn, found)
  sagemaker.tags.delete(arn)
  return {}
}
