import type { ListModelsInput } from '@aws-sdk/client-sagemaker'
import { listPage } from '../list-page.ts'
import { described } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'

export function listModels(sagemaker: SageMaker, input: ListModelsInput) {
  const { page, ...rest } = listPage(
    sagemaker.models.values(),
    input,
    (record) => ({ name: record.ModelName!, created: record.CreationTime! }),
    'Descending',
  )
  const Models = page.map(({ ModelName, ModelArn, CreationTime }) => described({ ModelName, ModelArn, CreationTime }))
  return { Models, ...rest }
}
