import type { EndpointConfig } from '../records.ts'
import { couldNotFind } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'

/** An endpoint configuration that exists, as do the models it names. */
export function deployableConfig(sagemaker: SageMaker, name: string): EndpointConfig {
  const { kernel, endpointConfigs, models } = sagemaker
  const config = endpointConfigs.get(name)
  if (!config) throw couldNotFind('endpoint configuration', kernel.arn('sagemaker', `endpoint-config/${name}`))
  for (const { ModelName } of [...config.ProductionVariants!, ...(config.ShadowProductionVariants ?? [])])
    if (!models.has(ModelName!)) throw couldNotFind('model', kernel.arn('sagemaker', `model/${ModelName}`))
  return config
}
