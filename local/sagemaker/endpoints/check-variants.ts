import type { CreateEndpointConfigInput, ProductionVariant } from '@aws-sdk/client-sagemaker'
import { require } from '../refusals.ts'

/** Sizes of a serverless endpoint's memory, in MB. */
const SERVERLESS_MEMORY = [1024, 2048, 3072, 4096, 5120, 6144]

/** Instance types with disks of their own, which take no volume: `d` before the dot, and the accelerated ones. */
const OWN_DISKS = /^ml\.(?:[a-z]+\d+[a-z]*d[a-z]*|g4dn|g5|g6e?|p4de?|p5e?n?|trn1n?|inf2)\./

/** The rules of an endpoint configuration's variants that the API model does not hold. */
export function checkVariants(asked: CreateEndpointConfigInput): void {
  const variants = asked.ProductionVariants ?? []
  const shadows = asked.ShadowProductionVariants ?? []
  const names = [...variants, ...shadows].map(({ VariantName }) => VariantName)
  require(new Set(names).size === names.length, 'Variant names must be unique in an endpoint configuration.')
  require(shadows.length === 0 ||
    (variants.length === 1 &&
      shadows.length ===
        1), 'An endpoint configuration with shadow variants has exactly one production variant and one shadow variant.')
  for (const variant of [...variants, ...shadows]) checkVariant(variant)
  require(variants.some(
    ({ InitialVariantWeight = 1 }) => InitialVariantWeight > 0,
  ), 'At least one variant needs an InitialVariantWeight greater than 0.')
  if (variants.some(({ ServerlessConfig }) => ServerlessConfig)) checkServerless(asked)
}

function checkVariant(variant: ProductionVariant): void {
  const { VariantName: name, ServerlessConfig: serverless, InstanceType, InitialInstanceCount } = variant
  if (serverless) {
    require(!InstanceType &&
      !InitialInstanceCount, `InstanceType and InitialInstanceCount must not be specified with ServerlessConfig (variant ${name}).`)
    require(SERVERLESS_MEMORY.includes(
      serverless.MemorySizeInMB!,
    ), `MemorySizeInMB of variant ${name} must be one of ${SERVERLESS_MEMORY.join(', ')}.`)
    require((serverless.ProvisionedConcurrency ?? 0) <=
      serverless.MaxConcurrency!, `ProvisionedConcurrency of variant ${name} must not exceed its MaxConcurrency.`)
    return
  }
  require(InstanceType || variant.InstancePools, `InstanceType is required for variant ${name}.`)
  require(InitialInstanceCount ||
    variant.ManagedInstanceScaling, `InitialInstanceCount is required for variant ${name}.`)
  require(!(
    variant.VolumeSizeInGB &&
    InstanceType &&
    OWN_DISKS.test(InstanceType)
  ), `VolumeSizeInGB is not supported for instance type ${InstanceType}, which has storage of its own (variant ${name}).`)
}

/** What a serverless endpoint cannot be combined with. */
function checkServerless(asked: CreateEndpointConfigInput): void {
  require(asked.ProductionVariants!.length === 1, 'A serverless endpoint has exactly one production variant.')
  require(!asked.DataCaptureConfig?.EnableCapture, 'DataCaptureConfig is not supported for serverless endpoints.')
  require(!asked.AsyncInferenceConfig, 'AsyncInferenceConfig is not supported for serverless endpoints.')
  require(!asked.VpcConfig, 'VpcConfig is not supported for serverless endpoints.')
  require(!asked.ShadowProductionVariants?.length, 'Shadow variants are not supported for serverless endpoints.')
}
