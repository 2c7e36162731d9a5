import type { CreateEndpointInput } from '@aws-sdk/client-sagemaker'
import { checkDeploymentConfig } from '../endpoints/check-deployment-config.ts'
import { deployableConfig } from '../endpoints/deployable-config.ts'
import { planDeployment } from '../endpoints/deployment.ts'
import { emitEndpointChange } from '../endpoints/endpoints.ts'
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
  checkDeploymentConfig(input.DeploymentConfig)
  const now = kernel.clock.now()
  const endpoint = {
    EndpointName: name,
    EndpointArn: arn,
    EndpointConfigName: input.EndpointConfigName,
    EndpointStatus: 'Creating',
    CreationTime: now,
    LastModifiedTime: now,
    ...(input.DeploymentConfig && { LastDeploymentConfig: input.DeploymentConfig }),
  } as Endpoint
  endpointRecords.put(name, endpoint)
  tagNew(sagemaker, arn, input.Tags)
  emitEndpointChange(sagemaker, endpoint)
  sagemaker.endpoints.create(endpoint, planDeployment(sagemaker, config))
  return { EndpointArn: arn }
}
