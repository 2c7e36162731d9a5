import type { SageMaker } from '../sagemaker.ts'

/** What a model serves with, whether it was named by image and data or by a model package. */
export interface ModelContainer {
  image: string
  modelDataUrl?: string | undefined
  environment: Record<string, string>
  roleArn?: string | undefined
  /** Without a network. */
  offline?: boolean | undefined
}

/** The container of a model. The caller knows that the model exists. */
export function modelContainer(sagemaker: SageMaker, modelName: string): ModelContainer {
  const model = sagemaker.models.get(modelName)!
  const own = model.PrimaryContainer ?? model.Containers![0]!
  const packaged = own.ModelPackageName
    ? sagemaker.modelPackages.get(own.ModelPackageName)?.InferenceSpecification?.Containers?.[0]
    : undefined
  const from = packaged ?? own
  return {
    image: from.Image!,
    modelDataUrl: from.ModelDataUrl ?? from.ModelDataSource?.S3DataSource?.S3Uri,
    environment: { ...packaged?.Environment, ...own.Environment },
    roleArn: model.ExecutionRoleArn,
    offline: model.EnableNetworkIsolation,
  }
}
