import type { DeleteTagsInput } from '@aws-sdk/client-sagemaker'
import type { SageMaker } from '../sagemaker.ts'

export function deleteTags(sagemaker: SageMaker, input: DeleteTagsInput) {
  const tags = sagemaker.tags.get(input.ResourceArn!) ?? []
  sagemaker.tags.put(
    input.ResourceArn!,
    tags.filter(({ Key }) => !input.TagKeys!.includes(Key!)),
  )
  return {}
}
