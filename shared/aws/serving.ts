import {
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeEndpointConfigCommand,
  type DescribeEndpointConfigCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import type { ServingEndpoint, ServingVariant } from '#shared/domain/plan-run.ts'

const client = new SageMakerClient({})

/**
 * An endpoint together with what its config asks for; undefined when there is none. With a config of which it is known that
 * the endpoint will serve with it again, as though it did.
 */
export async function readServing(name: string, again?: string): Promise<ServingEndpoint | undefined> {
  if (again !== undefined) return readServingAgain(again)
  const endpoint = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })))
  if (!endpoint) return undefined
  const { EndpointStatus, EndpointConfigName, FailureReason } = endpoint
  const described = new DescribeEndpointConfigCommand({ EndpointConfigName: EndpointConfigName! })
  const config = await unlessMissing(client.send(described).catch(unlessForeign))
  return {
    status: EndpointStatus!,
    configName: EndpointConfigName!,
    ...(FailureReason && { reason: FailureReason }),
    ...(config && { mode: modeOf(config), variants: variantsOf(config, endpoint) }),
  }
}

async function readServingAgain(configName: string): Promise<ServingEndpoint | undefined> {
  const described = new DescribeEndpointConfigCommand({ EndpointConfigName: configName })
  const config = await unlessMissing(client.send(described))
  return config && { status: 'InService', configName, mode: modeOf(config), variants: variantsOf(config, {}) }
}

function modeOf({ ProductionVariants = [], AsyncInferenceConfig }: DescribeEndpointConfigCommandOutput) {
  if (AsyncInferenceConfig) return 'async'
  return ProductionVariants.some(({ ServerlessConfig }) => ServerlessConfig) ? 'serverless' : 'realtime'
}

function variantsOf(
  { ProductionVariants: asked = [] }: DescribeEndpointConfigCommandOutput,
  { ProductionVariants: serving = [] }: Pick<DescribeEndpointCommandOutput, 'ProductionVariants'>,
): ServingVariant[] {
  return asked.map(({ VariantName, ModelName, InstanceType, InitialInstanceCount }) => {
    const now = serving.find((variant) => variant.VariantName === VariantName)?.DesiredInstanceCount
    return {
      name: VariantName!,
      ...(ModelName && { modelName: ModelName }),
      ...(InstanceType && { instanceType: InstanceType }),
      ...(InitialInstanceCount !== undefined && { initialCount: InitialInstanceCount }),
      ...(now !== undefined && { count: now }),
    }
  })
}

/** SageMaker knows no error of its own for this; the message is all there is to tell it by. */
async function unlessMissing<Found>(answer: Promise<Found>): Promise<Found | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationException' && /could not find/i.test(error.message)) {
      return undefined
    }
    throw error
  }
}

/** A config that somebody made by hand, under a name of their own, is not ours to look at. */
function unlessForeign(error: unknown): undefined {
  if (error instanceof Error && error.name === 'AccessDeniedException') return undefined
  throw error
}
