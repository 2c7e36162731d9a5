import type { CreateEndpointConfigCommandInput, ProductionVariantInstanceType } from '@aws-sdk/client-sagemaker'
import { endpointName } from '../names.ts'
import type { PlanRequests } from '../plan-run.ts'
import { type Draft, lineTags } from './draft.ts'

/** The one variant of an endpoint. */
const variant = 'main'

export function planEndpointConfig({ manifest, name, tags }: Draft): CreateEndpointConfigCommandInput {
  const { deploy, security } = manifest
  return {
    EndpointConfigName: name('config'),
    ProductionVariants: [
      {
        VariantName: variant,
        ModelName: name('model'),
        InstanceType: deploy.instance as ProductionVariantInstanceType,
        InitialInstanceCount: deploy.count,
        InitialVariantWeight: 1,
        // A container that never becomes healthy otherwise holds the endpoint, undeletable, for up to an hour.
        ContainerStartupHealthCheckTimeoutInSeconds: 300,
        ModelDataDownloadTimeoutInSeconds: 600,
      },
    ],
    ...(security.kmsKey && { KmsKeyId: security.kmsKey }),
    Tags: tags,
  }
}

/** Without a DeploymentConfig an update is blue/green and all at once: the old fleet serves until the new one is healthy. */
export function planEndpoint({ manifest, facts, name }: Draft): PlanRequests['endpoint'] {
  const input = { EndpointName: endpointName(facts.stage, manifest.model), EndpointConfigName: name('config') }
  if (facts.endpoint) return { action: 'update', input }
  return { action: 'create', input: { ...input, Tags: lineTags(facts.stage, manifest.model) } }
}
