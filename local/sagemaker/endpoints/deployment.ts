import type {
  AsyncInferenceConfig,
  DataCaptureConfig,
  ProductionVariant,
  ProductionVariantServerlessConfig,
} from '@aws-sdk/client-sagemaker'
import { memoryOf } from '../containers/instance-type.ts'
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
  /** Without instances of its own: processes come with the requests and go after them. */
  serverless?: Stored<ProductionVariantServerlessConfig> | undefined
  /** What is written down of its requests; the same for every variant of a config. */
  capture?: Stored<DataCaptureConfig> | undefined
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
  /** An endpoint that has it takes asynchronous requests, and no others; it may be without instances for a time. */
  async?: Stored<AsyncInferenceConfig> | undefined
}

/** SageMaker waits 4 minutes for a container unless the variant says otherwise. */
const STARTUP_TIMEOUT_S = 240
/** And 3 for one of a serverless endpoint. */
const SERVERLESS_STARTUP_TIMEOUT_S = 180
/** The volume of an instance unless the variant says otherwise. */
const VOLUME_GB = 30

export function planDeployment(sagemaker: SageMaker, config: EndpointConfig): Deployment {
  const planned = (variant: Stored<ProductionVariant>): Variant => ({
    name: variant.VariantName!,
    container: modelContainer(sagemaker, variant.ModelName!),
    instanceType: variant.InstanceType,
    count: variant.ServerlessConfig
      ? (variant.ServerlessConfig.ProvisionedConcurrency ?? 0)
      : (variant.InitialInstanceCount ?? 1),
    weight: variant.InitialVariantWeight ?? 1,
    startupTimeoutMs: 1000 * startupSeconds(variant),
    volumeGB: variant.VolumeSizeInGB ?? VOLUME_GB,
    serverless: variant.ServerlessConfig,
    capture: config.DataCaptureConfig,
  })
  const shadows = config.ShadowProductionVariants ?? []
  return {
    id: sagemaker.kernel.requestId(),
    configName: config.EndpointConfigName!,
    variants: config.ProductionVariants!.map(planned),
    ...(shadows.length > 0 && { shadows: shadows.map(planned) }),
    async: config.AsyncInferenceConfig,
  }
}

const startupSeconds = (variant: Stored<ProductionVariant>) =>
  variant.ServerlessConfig
    ? SERVERLESS_STARTUP_TIMEOUT_S
    : (variant.ContainerStartupHealthCheckTimeoutInSeconds ?? STARTUP_TIMEOUT_S)

/** The memory of one of its instances. */
export const memoryMiBOf = ({ serverless, instanceType }: Variant): number =>
  serverless?.MemorySizeInMB ?? memoryOf(instanceType)

/** The instances that each variant is to have. */
export const countsOf = ({ variants }: Deployment): Counts =>
  Object.fromEntries(variants.map(({ name, count }) => [name, count]))
