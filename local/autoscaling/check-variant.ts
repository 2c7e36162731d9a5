import type { Kernel, Principal } from '../kernel/kernel.ts'
import type { TargetName } from './records.ts'
import { refuse, variantOf } from './target-name.ts'
import { isInstances } from './variant-capacity.ts'

/** What a variant allows its bounds to be. Asked as the caller, who needs the permissions to look at the endpoint. */
export async function checkVariant(
  kernel: Kernel,
  name: TargetName,
  as: Principal,
): Promise<{ lowest: number; highest: number }> {
  const { endpoint: EndpointName, variant } = variantOf(name)
  const endpoint = await kernel.call('sagemaker', 'DescribeEndpoint', { EndpointName }, as).catch((error) => {
    throw error.code === 'ValidationException' ? refuse(error.message) : error
  })
  const { ProductionVariants } = await configOf(kernel, endpoint.EndpointConfigName, as)
  const found = ProductionVariants.find(({ VariantName }: any) => VariantName === variant)
  if (!found) throw refuse(`Could not find variant "${variant}" of endpoint "${endpoint.EndpointArn}".`)
  const { InstanceType, ServerlessConfig } = found
  if (isInstances(name)) {
    if (ServerlessConfig) throw refuse(`Variant "${variant}" is serverless and has no instances to scale.`)
    if (/^ml\.t2\./.test(InstanceType))
      throw refuse(`Variant "${variant}" has the burstable instance type ${InstanceType}, which cannot be scaled.`)
    return { lowest: endpoint.AsyncInferenceConfig ? 0 : 1, highest: Infinity }
  }
  if (!ServerlessConfig?.ProvisionedConcurrency)
    throw refuse(`Variant "${variant}" has no provisioned concurrency to scale.`)
  return { lowest: 1, highest: ServerlessConfig.MaxConcurrency }
}

const configOf = (kernel: Kernel, EndpointConfigName: string, as: Principal) =>
  kernel.call('sagemaker', 'DescribeEndpointConfig', { EndpointConfigName }, as)
