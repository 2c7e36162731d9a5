import type { ContainerDefinition, CreateModelInput } from '@aws-sdk/client-sagemaker'
import { AwsError } from '../../kernel/aws-error.ts'
import { parseS3Uri, RoleS3 } from '../files/role-s3.ts'
import { checkRole } from '../platform-role.ts'
import type { Model } from '../records.ts'
import { alreadyExists, doesNotExist, invalid, notSupported, require } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'
import { tagNew } from '../tags.ts'

export async function createModel(sagemaker: SageMaker, input: CreateModelInput) {
  const { kernel, models } = sagemaker
  const { Tags, ...asked } = input
  const arn = kernel.arn('sagemaker', `model/${asked.ModelName}`)
  if (models.has(asked.ModelName!)) throw alreadyExists('model', arn)
  const container = check(sagemaker, asked)
  checkRole(kernel, asked.ExecutionRoleArn!, arn)
  await checkData(sagemaker, container, asked.ExecutionRoleArn)
  if (models.has(asked.ModelName!)) throw alreadyExists('model', arn)
  const model = { ...asked, ModelArn: arn, CreationTime: kernel.clock.now() } as Model
  models.put(asked.ModelName!, model)
  tagNew(sagemaker, arn, Tags)
  emitStateChange(sagemaker, 'Model', arn, model)
  return { ModelArn: arn }
}

/** What the API model cannot say; answers the one container. */
function check(sagemaker: SageMaker, asked: CreateModelInput): ContainerDefinition {
  const { PrimaryContainer, Containers, ExecutionRoleArn } = asked
  require(!PrimaryContainer !== !Containers?.length, 'Exactly one of PrimaryContainer and Containers is needed.')
  if (Containers && Containers.length > 1) throw notSupported('A model of several containers (inference pipeline)')
  const container = PrimaryContainer ?? Containers![0]!
  require(ExecutionRoleArn, 'ExecutionRoleArn is required.')
  if (container.InferenceSpecificationName) throw notSupported('InferenceSpecificationName')
  if (container.Mode === 'MultiModel') throw notSupported('Mode MultiModel')
  if (container.AdditionalModelDataSources) throw notSupported('AdditionalModelDataSources')
  require(!container.Image !== !container.ModelPackageName, 'Exactly one of Image and ModelPackageName is needed.')
  require(!(
    container.ModelDataUrl && container.ModelDataSource
  ), 'ModelDataUrl and ModelDataSource exclude each other.')
  const source = container.ModelDataSource?.S3DataSource
  if (source && (source.S3DataType !== 'S3Object' || source.CompressionType !== 'Gzip'))
    throw notSupported('A ModelDataSource that is not one gzipped object')
  if (container.ModelPackageName) {
    const known = sagemaker.modelPackages.get(container.ModelPackageName)
    if (!known) throw doesNotExist('ModelPackage', container.ModelPackageName)
    require(known.InferenceSpecification?.Containers?.length ===
      1, `${container.ModelPackageName} has not one container.`)
  }
  return container
}

/** SageMaker refuses a model whose data is not there. */
async function checkData(sagemaker: SageMaker, container: ContainerDefinition, roleArn: string | undefined) {
  const url = container.ModelDataUrl ?? container.ModelDataSource?.S3DataSource?.S3Uri
  if (!url) return
  const at = parseS3Uri(url)
  if (!at) throw invalid(`Could not find model data at ${url}.`)
  try {
    await new RoleS3(sagemaker.kernel, roleArn).head(at.bucket, at.key)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw invalid(
      `Could not access model data at ${url}. Please ensure that the role "${roleArn}" exists and that it has ` +
        `"s3:GetObject" permissions and that the object is located in ${sagemaker.kernel.region}. ` +
        `(${error.code}: ${error.message})`,
    )
  }
}
