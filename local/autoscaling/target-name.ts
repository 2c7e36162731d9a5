import { AwsError } from '../kernel/aws-error.ts'
import type { TargetName } from './records.ts'

const DIMENSIONS = ['sagemaker:variant:DesiredInstanceCount', 'sagemaker:variant:DesiredProvisionedConcurrency']

/** The target that an input names; refused where it is none of those that the runtime has. */
export function targetNameOf({ ServiceNamespace, ResourceId, ScalableDimension }: any): TargetName {
  if (ServiceNamespace !== 'sagemaker' || ScalableDimension === 'sagemaker:inference-component:DesiredCopyCount')
    throw refuse(`The local runtime scales variants of SageMaker endpoints alone, not ${ScalableDimension}.`)
  if (!DIMENSIONS.includes(ScalableDimension) || !/^endpoint\/[^/]+\/variant\/[^/]+$/.test(ResourceId))
    throw refuse('Unsupported service namespace, resource type or scalable dimension')
  return { ServiceNamespace, ResourceId, ScalableDimension }
}

export function variantOf({ ResourceId }: Pick<TargetName, 'ResourceId'>): { endpoint: string; variant: string } {
  const [, endpoint = '', , variant = ''] = ResourceId.split('/')
  return { endpoint, variant }
}

export const refuse = (message: string) => new AwsError('ValidationException', message)
