import {
  DescribeEndpointCommand,
  type DescribeEndpointOutput,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import type { Resource } from '#shared/domain/leftovers.ts'

const client = new SageMakerClient({})

/** Every endpoint, endpoint config and model whose name begins with `prefix`. */
export async function listResources(prefix: string): Promise<Resource[]> {
  const input = { NameContains: prefix, MaxResults: 100 }
  const [endpoints, configs, models] = await Promise.all([
    pages(async (NextToken) => {
      const page = await client.send(new ListEndpointsCommand({ ...input, NextToken }))
      return { next: page.NextToken, items: (page.Endpoints ?? []).map((one) => [one.EndpointName, one.CreationTime]) }
    }),
    pages(async (NextToken) => {
      const page = await client.send(new ListEndpointConfigsCommand({ ...input, NextToken }))
      const items = (page.EndpointConfigs ?? []).map((one) => [one.EndpointConfigName, one.CreationTime])
      return { next: page.NextToken, items }
    }),
    pages(async (NextToken) => {
      const page = await client.send(new ListModelsCommand({ ...input, NextToken }))
      return { next: page.NextToken, items: (page.Models ?? []).map((one) => [one.ModelName, one.CreationTime]) }
    }),
  ])
  const of = (kind: Resource['kind'], found: unknown[][]) =>
    found.map(([name, at]) => ({ kind, name: name as string, createdAt: (at as Date).toISOString() }))
  const all = [...of('endpoint', endpoints), ...of('endpoint-config', configs), ...of('model', models)]
  return all.filter(({ name }) => name.startsWith(prefix))
}

/** The configs that an endpoint serves with and goes to, and on what it runs; nothing of one that is not there. */
export async function endpointUse(name: string): Promise<{ configs: string[]; runsOn: string }> {
  try {
    const endpoint = await client.send(new DescribeEndpointCommand({ EndpointName: name }))
    const configs = [endpoint.EndpointConfigName, endpoint.PendingDeploymentSummary?.EndpointConfigName]
    return { configs: configs.filter((config) => config !== undefined), runsOn: runsOn(endpoint) }
  } catch (error) {
    if (error instanceof Error && /could not find/i.test(error.message)) return { configs: [], runsOn: '' }
    throw error
  }
}

function runsOn({ ProductionVariants = [] }: DescribeEndpointOutput): string {
  return ProductionVariants.map(({ VariantName, CurrentInstanceCount, CurrentServerlessConfig: serverless }) => {
    if (!serverless) return `${VariantName}: ${CurrentInstanceCount ?? 0} instances`
    return `${VariantName}: serverless, ${serverless.ProvisionedConcurrency ?? 0} provisioned`
  }).join(', ')
}

async function pages<Item>(read: (next?: string) => Promise<{ next?: string | undefined; items: Item[] }>) {
  const found: Item[] = []
  let next: string | undefined
  do {
    const page = await read(next)
    found.push(...page.items)
    next = page.next
  } while (next)
  return found
}
