import type { ProductionVariant } from '@aws-sdk/client-sagemaker'
import type { EndpointConfig, Stored } from '../records.ts'
import type { SageMaker } from '../sagemaker.ts'
import { type ModelContainer, modelContainer } from './model-container.ts'
import type { Counts } from './traffic-plan.ts'

export interface Variant {
  name: string
  container: ModelContainer
  instanceType: string | undefined
  count: number
  weight: number
  startupTimeoutMs: number
  volumeGB: number
}

/**
 * Everything a fleet is made from, resolved when it was asked for: configs and models may be deleted while they
 * serve, and a restart must bring the same fleet back.
 */
export interface Deployment {
  /** Names the fleet's work folder. */
  id: string
  configName: string
  variants: Variant[]
  /** What copies of requests are sent to. */
  shadows?: Variant[]
  /** An asynchronous endpoint's may be without instances for a time. */
  mayBeEmpty?: boolean
}

/** SageMaker waits 4 minutes for a container unless the variant says otherwise. */
const STARTUP_TIMEOUT_S = 240
/** The volume of an instance unless the variant says otherwise. */
const VOLUME_GB = 30

export function planDeployment(sagemaker: SageMaker, config: EndpointConfig): Deployment {
  const planned = (variant: Stored<ProductionVariant>): Variant => ({
    name: variant.VariantName!,
    container: modelContainer(sagemaker, variant.ModelName!),
    instanceType: variant.InstanceType,
    count: variant.InitialInstanceCount ?? 1,
    weight: variant.InitialVariantWeight ?? 1,
    startupTimeoutMs: (variant.ContainerStartupHealthCheckTimeoutInSeconds ?? STARTUP_TIMEOUT_S) * 1000,
    volumeGB: variant.VolumeSizeInGB ?? VOLUME_GB,
  })
  const shadows = config.ShadowProductionVariants ?? []
  return {
    id: sagemaker.kernel.requestId(),
    configName: config.EndpointConfigName!,
    variants: config.ProductionVariants!.map(planned),
    ...(shadows.length > 0 && { shadows: shadows.map(planned) }),
    ...(config.AsyncInferenceConfig && { mayBeEmpty: true }),
  }
}

/** The instances that each variant is to have. */
export const countsOf = ({ variants }: Deployment): Counts =>
  Object.fromEntries(variants.map(({ name, count }) => [name, count]))
