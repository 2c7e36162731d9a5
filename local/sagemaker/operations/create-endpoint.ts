import type { CreateEndpointInput } from '@aws-sdk/client-sagemaker'
import { checkDeploymentConfig } from '../endpoints/check-deployment-config.ts'
import { deployableConfig } from '../endpoints/deployable-config.ts'
import { planDeployment } from '../endpoints/deployment.ts'
import { setStatus } from '../endpoints/endpoint-record.ts'
import type { Endpoint } from '../records.ts'
import { alreadyExists } from '../refusals.ts'
import type { SageMaker } from '../sagemaker.ts'
import { tagNew } from '../tags.ts'

export function createEndpoint(sagemaker: SageMaker, input: CreateEndpointInput) {
  const { kernel, endpointRecords } = sagemaker
  const name = input.EndpointName!
  const arn = kernel.arn('sagemaker', `endpoint/${name}`)
  if (endpointRecords.has(name)) throw alreadyExists('endpoint', arn)
  const config = deployableConfig(sagemaker, input.EndpointConfigName!)
  const deployment = planDeployment(sagemaker, config)
  checkDeploymentConfig(input.DeploymentConfig, config, deployment)
  const endpoint = {
    EndpointName: name,
    EndpointArn: arn,
    EndpointConfigName: input.EndpointConfigName,
    CreationTime: kernel.clock.now(),
    // Only remembered: there is nothing yet that it could guard.
    ...(input.DeploymentConfig && { LastDeploymentConfig: input.DeploymentConfig }),
  } as Endpoint
  tagNew(sagemaker, arn, input.Tags)
  setStatus(sagemaker, endpoint, 'Creating')
  sagemaker.endpoints.create(endpoint, deployment)
  return { EndpointArn: arn }
}
