import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DescribeEndpointCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'
import { InvokeEndpointCommand, ModelError, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { expect, test } from 'vitest'
import { LOCAL_KEYS } from '#local/kernel/create-kernel.ts'
import { listen } from '#local/listen.ts'
import { createWireServer } from '#local/wire/server.ts'
import { BUCKET, createWorld, IMAGE, modelArchive, ROLE } from './world.ts'

test('the SDK creates an endpoint and gets answers, attributes and model errors from it', async () => {
  const world = await createWorld()
  await world.put('m.tar.gz', modelArchive('m'))
  const server = createWireServer(world.kernel)
  world.kernel.endpoint = await listen(server, 0)
  const options = { endpoint: world.kernel.endpoint, region: world.kernel.region, credentials: LOCAL_KEYS }
  const sagemaker = new SageMakerClient(options)
  const runtime = new SageMakerRuntimeClient(options)

  const PrimaryContainer = { Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/m.tar.gz` }
  await sagemaker.send(new CreateModelCommand({ ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer }))
  const variant = { VariantName: 'v', ModelName: 'm', InitialInstanceCount: 1, InstanceType: 'ml.t2.medium' } as const
  await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'c', ProductionVariants: [variant] }))
  await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'c' }))
  await world.settled('Endpoint', 'e')
  const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'e' }))
  expect(endpoint.CreationTime).toBeInstanceOf(Date)

  const ask = (Body: string, more = {}) =>
    runtime.send(new InvokeEndpointCommand({ EndpointName: 'e', Body, ContentType: 'text/csv', ...more }))
  const answer = await ask('1\n2', { Accept: 'text/csv', CustomAttributes: 'a=b' })
  expect(Buffer.from(answer.Body!).toString()).toBe('<1>\n<2>')
  expect(answer).toMatchObject({ ContentType: 'text/csv', InvokedProductionVariant: 'v', CustomAttributes: 'seen a=b' })
  const refusal = await ask('bad').catch((error) => error)
  expect(refusal).toBeInstanceOf(ModelError)
  expect(refusal).toMatchObject({ OriginalStatusCode: 400, OriginalMessage: 'cannot read that' })

  sagemaker.destroy()
  runtime.destroy()
  await world.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
