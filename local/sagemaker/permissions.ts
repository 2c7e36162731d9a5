import type { Kernel, Permission } from '../kernel/kernel.ts'

/** Which resource an operation acts on: the type in its ARN, and the member of the input that names it. */
const RESOURCES: Record<string, [type: string, member: string]> = {
  ProcessingJob: ['processing-job', 'ProcessingJobName'],
  TrainingJob: ['training-job', 'TrainingJobName'],
  TransformJob: ['transform-job', 'TransformJobName'],
  Model: ['model', 'ModelName'],
  EndpointConfig: ['endpoint-config', 'EndpointConfigName'],
  Endpoint: ['endpoint', 'EndpointName'],
  EndpointWeightsAndCapacities: ['endpoint', 'EndpointName'],
  ModelPackageGroup: ['model-package-group', 'ModelPackageGroupName'],
}

/** The actions and resources that the Service Authorization Reference gives for an operation, roles it passes included. */
export function permissions(kernel: Kernel, operation: string, input: any): Permission[] {
  const action = `sagemaker:${operation}`
  const on = (...resources: string[]) => resources.map((resource) => ({ action, resource }))
  const arn = (type: string, nameOrArn: string) =>
    nameOrArn.startsWith('arn:') ? nameOrArn : kernel.arn('sagemaker', `${type}/${nameOrArn}`)
  const subject = operation.replace(/^(Create|Describe|List|Update|Stop|Delete)/, '')

  if (subject === 'Tags' || operation === 'AddTags') return on(input.ResourceArn)
  if (operation === 'CreateModelPackage') {
    const group = input.ModelPackageGroupName?.split('/').at(-1)
    const packages = kernel.arn('sagemaker', `model-package/${group ?? input.ModelPackageName}${group ? '/*' : ''}`)
    return [...on(packages, ...(group ? [arn('model-package-group', group)] : [])), ...readingModels(input)]
  }
  if (subject === 'ModelPackage') return on(arn('model-package', input.ModelPackageArn ?? input.ModelPackageName))
  if (operation === 'ListModelPackages' && input.ModelPackageGroupName)
    return on(arn('model-package-group', input.ModelPackageGroupName))

  const [type, member] = RESOURCES[subject] ?? []
  if (!type || !member) return on('*')
  const resource = arn(type, input[member])
  const config =
    operation === 'CreateEndpoint' || operation === 'UpdateEndpoint'
      ? on(arn('endpoint-config', input.EndpointConfigName))
      : []
  return [...on(resource), ...config, ...tagging(input, resource), ...passing(operation, input)]
}

/** Tags given with a create need a permission of their own. */
const tagging = (input: any, resource: string): Permission[] =>
  input.Tags?.length ? [{ action: 'sagemaker:AddTags', resource }] : []

function passing(operation: string, input: any): Permission[] {
  const role = input.RoleArn ?? input.ExecutionRoleArn
  if (!operation.startsWith('Create') || !role) return []
  return [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }]
}

/** A model package names no role: SageMaker looks at its models' data as the caller. */
function readingModels({ InferenceSpecification }: any): Permission[] {
  const urls: string[] = (InferenceSpecification?.Containers ?? []).flatMap(
    ({ ModelDataUrl, ModelDataSource }: any) => [
      ...[ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri ?? []].flat(),
    ],
  )
  return urls
    .filter((url) => url.startsWith('s3://'))
    .map((url) => ({ action: 's3:GetObject', resource: `arn:aws:s3:::${url.slice('s3://'.length)}` }))
}
