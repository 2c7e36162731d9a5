import type { ListTagsInput } from '@aws-sdk/client-sagemaker'
import type { SageMaker } from '../sagemaker.ts'

/** A resource has 50 tags at most: one page. */
export function listTags(sagemaker: SageMaker, input: ListTagsInput) {
  return { Tags: sagemaker.tags.get(input.ResourceArn!) ?? [] }
}
