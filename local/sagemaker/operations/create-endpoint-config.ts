import type { CreateEndpointConfigInput, ProductionVariant } from '@aws-sdk/client-sagemaker'
import { checkVariants } from '../endpoints/check-variants.ts'
import type { EndpointConfig } from '../records.ts'
import { alreadyExists, couldNotFind, notSupported } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { emitStateChange } from '../state-change.ts'
import { tagNew } from '../tags.ts'

export function createEndpointConfig(sagemaker: SageMaker, input: CreateEndpointConfigInput) {
  const { kernel, endpointConfigs } = sagemaker
  const { Tags, ...asked } = input
  const arn = kernel.arn('sagemaker', `endpoint-config/${asked.EndpointConfigName}`)
  if (endpointConfigs.has(asked.EndpointConfigName!)) throw alreadyExists('endpoint configuration', arn)
  check(sagemaker, asked)
  const config = {
    ...asked,
    ProductionVariants: asked.ProductionVariants!.map(weighted),
    ...(asked.ShadowProductionVariants?.length && {
      ShadowProductionVariants: asked.ShadowProductionVariants.map(weighted),
    }),
    EndpointConfigArn: arn,
    CreationTime: kernel.clock.now(),
  } as EndpointConfig
  endpointConfigs.put(asked.EndpointConfigName!, config)
  tagNew(sagemaker, arn, Tags)
  emitStateChange(sagemaker, 'Endpoint Config', arn, config)
  return { EndpointConfigArn: arn }
}

const weighted = (variant: ProductionVariant) => ({ InitialVariantWeight: 1, ...variant })

const REFUSED = ['ExplainerConfig'] as const

/** What the API model cannot say. */
function check(sagemaker: SageMaker, asked: CreateEndpointConfigInput): void {
  checkVariants(asked)
  for (const part of REFUSED) if (isSet(asked[part])) throw notSupported(part)
  if (asked.AsyncInferenceConfig && asked.DataCaptureConfig?.EnableCapture)
    throw notSupported('DataCaptureConfig with AsyncInferenceConfig')
  for (const variant of [...asked.ProductionVariants!, ...(asked.ShadowProductionVariants ?? [])])
    checkVariant(sagemaker, variant)
}

/** A capture that is configured but switched off asks for nothing. */
const isSet = (part: unknown) =>
  part !== undefined &&
  (part as { EnableCapture?: boolean }).EnableCapture !== false &&
  !(Array.isArray(part) && part.length === 0)

const REFUSED_OF_VARIANT = ['InstancePools', 'ManagedInstanceScaling', 'CoreDumpConfig'] as const

function checkVariant(sagemaker: SageMaker, variant: ProductionVariant): void {
  const name = variant.VariantName
  for (const part of REFUSED_OF_VARIANT) if (isSet(variant[part])) throw notSupported(`${part} (variant ${name})`)
  if (!variant.ModelName) throw notSupported(`A variant without ModelName (variant ${name})`)
  if (!sagemaker.models.has(variant.ModelName))
    throw couldNotFind('model', sagemaker.kernel.arn('sagemaker', `model/${variant.ModelName}`))
}
