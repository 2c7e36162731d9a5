import type { AddTagsInput } from '@aws-sdk/client-sagemaker'
import { require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { merge, tooMany } from '../tags.ts'

export function addTags(sagemaker: SageMaker, input: AddTagsInput) {
  const Tags = merge(sagemaker.tags.get(input.ResourceArn!) ?? [], input.Tags!)
  require(!tooMany(Tags), 'A resource can have 50 tags at most.')
  sagemaker.tags.put(input.ResourceArn!, Tags)
  return { Tags }
}
