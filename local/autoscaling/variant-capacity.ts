import type { Kernel, Principal } from '../kernel/kernel.ts'
import type { TargetName } from './records.ts'
import { variantOf } from './target-name.ts'

const SERVICE = 'sagemaker.application-autoscaling.amazonaws.com'

/** The linked role of the service, which the runtime takes as given. */
export const linkedRole = (kernel: Kernel) =>
  `arn:aws:iam::${kernel.account}:role/aws-service-role/${SERVICE}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`

export const asService = (target: { ScalableTargetARN: string }): Principal => ({
  kind: 'service',
  arn: SERVICE,
  service: SERVICE,
  sourceArn: target.ScalableTargetARN,
})

/** What the dimension is called in activities. */
export const WORDS: Record<TargetName['ScalableDimension'], string> = {
  'sagemaker:variant:DesiredInstanceCount': 'desired instance count',
  'sagemaker:variant:DesiredProvisionedConcurrency': 'desired provisioned concurrency',
}

export interface VariantState {
  /** Nothing changes it at the moment. */
  steady: boolean
  /** What there is, or is to be. */
  capacity: number
  /** Why the last change was taken back. */
  failure: string | undefined
}

/** Reads a variant out of what DescribeEndpoint, or an event of it, tells. Undefined when it is not there. */
export function variantState(endpoint: any, target: TargetName): VariantState | undefined {
  const { variant } = variantOf(target)
  const found = endpoint.ProductionVariants?.find((one: any) => one.VariantName === variant)
  if (!found) return undefined
  const capacity = isInstances(target)
    ? found.DesiredInstanceCount
    : (found.DesiredServerlessConfig?.ProvisionedConcurrency ?? 0)
  const steady = /^(InService|IN_SERVICE)$/.test(endpoint.EndpointStatus)
  return { steady, capacity, failure: endpoint.FailureReason }
}

export async function readVariant(
  kernel: Kernel,
  target: TargetName,
  as: Principal,
): Promise<VariantState | undefined> {
  const { endpoint } = variantOf(target)
  return variantState(await kernel.call('sagemaker', 'DescribeEndpoint', { EndpointName: endpoint }, as), target)
}

export async function setCapacity(kernel: Kernel, target: TargetName, to: number, as: Principal): Promise<void> {
  const { endpoint, variant } = variantOf(target)
  const change = isInstances(target)
    ? { DesiredInstanceCount: to }
    : { ServerlessUpdateConfig: { ProvisionedConcurrency: to } }
  const DesiredWeightsAndCapacities = [{ VariantName: variant, ...change }]
  await kernel.call(
    'sagemaker',
    'UpdateEndpointWeightsAndCapacities',
    { EndpointName: endpoint, DesiredWeightsAndCapacities },
    as,
  )
}

export const isInstances = ({ ScalableDimension }: TargetName) =>
  ScalableDimension === 'sagemaker:variant:DesiredInstanceCount'
