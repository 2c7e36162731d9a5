import type { ProductionVariant, ProductionVariantInstanceType } from '@aws-sdk/client-sagemaker'
import { gigabytes } from '#shared/manifest/gigabytes.ts'
import type { ServingVariant } from '../plan-run.ts'
import type { Draft } from './draft.ts'

/** The variant that serves, and the one that asks to serve beside it in a judged rollout. */
export const servingVariant = 'main'
export const challengingVariant = 'challenger'

/** The variant as the manifest asks for it. */
export function plannedVariant({ manifest, name }: Pick<Draft, 'manifest' | 'name'>): ProductionVariant {
  const { deploy } = manifest
  const served = { VariantName: servingVariant, ModelName: name('model'), InitialVariantWeight: 1 }
  if (deploy.mode === 'serverless') {
    const { memory = '2GB', maxConcurrency = 5, provisionedConcurrency } = deploy.serverless ?? {}
    return {
      ...served,
      ServerlessConfig: {
        MemorySizeInMB: gigabytes(memory) * 1024,
        MaxConcurrency: maxConcurrency,
        ...(provisionedConcurrency !== undefined && { ProvisionedConcurrency: provisionedConcurrency }),
      },
    }
  }
  return { ...served, ...onInstances(deploy.instance, deploy.count) }
}

/** The champion's variant as it stands, so that a judged rollout takes nothing from it. */
export function championVariant({ facts, manifest }: Draft): ProductionVariant | undefined {
  const { champion } = facts
  const serving = mainOf(facts.endpoint?.variants)
  if (!champion) return undefined
  const count = serving?.count ?? manifest.deploy.count
  return {
    VariantName: servingVariant,
    ModelName: champion.modelName,
    InitialVariantWeight: 1,
    ...onInstances(serving?.instanceType ?? manifest.deploy.instance, count),
  }
}

export function mainOf(variants: ServingVariant[] | undefined): ServingVariant | undefined {
  return variants?.find(({ name }) => name === servingVariant)
}

function onInstances(type: string, count: number) {
  return {
    InstanceType: type as ProductionVariantInstanceType,
    InitialInstanceCount: count,
    // A container that never becomes healthy otherwise holds the endpoint, undeletable, for up to an hour.
    ContainerStartupHealthCheckTimeoutInSeconds: 300,
    ModelDataDownloadTimeoutInSeconds: 600,
  }
}
