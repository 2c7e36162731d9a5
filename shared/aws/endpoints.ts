import {
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  type ProductionVariant,
  type ProductionVariantSummary,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import type { EndpointState } from '#shared/domain/endpoint-outcome.ts'

const client = new SageMakerClient({})

/** The endpoint as it stands; undefined when there is none. */
export async function readEndpoint(name: string): Promise<EndpointState | undefined> {
  const endpoint = await unlessMissing(client.send(new DescribeEndpointCommand({ EndpointName: name })))
  return (
    endpoint && {
      status: endpoint.EndpointStatus!,
      configName: endpoint.EndpointConfigName!,
      reason: endpoint.FailureReason,
      sizes: sizesOf(endpoint.ProductionVariants),
    }
  )
}

function sizesOf(variants: ProductionVariantSummary[] = []): Record<string, number> {
  const sizes = variants.map(({ VariantName, DesiredInstanceCount, DesiredServerlessConfig }) => {
    return [VariantName!, DesiredInstanceCount ?? DesiredServerlessConfig?.ProvisionedConcurrency] as const
  })
  return Object.fromEntries(sizes.filter((size): size is readonly [string, number] => size[1] !== undefined))
}

/** The variants that an endpoint config asks for; none when it was deleted, which the endpoint outlives. */
export async function readVariants(configName: string): Promise<ProductionVariant[]> {
  const described = new DescribeEndpointConfigCommand({ EndpointConfigName: configName })
  return (await unlessMissing(client.send(described)))?.ProductionVariants ?? []
}

/** Whether an endpoint config is there, with every model that it names. */
export async function configStands(name: string): Promise<boolean> {
  const found = await unlessMissing(client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })))
  if (!found) return false
  const models = (found.ProductionVariants ?? []).map(({ ModelName }) => ModelName!)
  const described = models.map((ModelName) => unlessMissing(client.send(new DescribeModelCommand({ ModelName }))))
  return (await Promise.all(described)).every(Boolean)
}

/** Begins to remove an endpoint, if it is there. */
export async function removeEndpoint(name: string): Promise<void> {
  await unlessMissing(client.send(new DeleteEndpointCommand({ EndpointName: name })))
}

async function unlessMissing<Found>(answer: Promise<Found>): Promise<Found | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** SageMaker knows no error of its own for this; the message is all there is to tell it by. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationException' && /could not find/i.test(error.message)
}
