import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { killAtPoint } from '#local/faults/kill-point.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSageMaker } from '#local/sagemaker/index.ts'

/**
 * A process that updates an endpoint from `blue` to `green` by a canary, and is killed as by `kill -9` at a point of
 * that; or when it bakes, without a point.
 */
const [stateDir, imagesFile, image, point] = process.argv.slice(2) as [string, string, string, string?]
const clock = new VirtualClock({ auto: false })
const kernel = createKernel({ stateDir, clock })
for (const service of [createS3(kernel), createSageMaker(kernel, { imagesFile })]) kernel.register(service)
const sagemaker = (operation: string, input: object) => kernel.call('sagemaker', operation, input, kernel.root)

for (const name of ['blue', 'green']) {
  await sagemaker('CreateModel', {
    ModelName: name,
    ExecutionRoleArn: 'arn:aws:iam::000000000000:role/job',
    PrimaryContainer: { Image: image, Environment: { WHO: name } },
  })
  await sagemaker('CreateEndpointConfig', {
    EndpointConfigName: name,
    ProductionVariants: [
      { VariantName: 'main', ModelName: name, InitialInstanceCount: 4, InstanceType: 'ml.m5.large' },
    ],
  })
}
await sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'blue' })
await clock.settle()
kernel.store.flush()
if (point) killAtPoint(Number(point))
await sagemaker('UpdateEndpoint', {
  EndpointName: 'e',
  EndpointConfigName: 'green',
  DeploymentConfig: {
    RollingUpdatePolicy: { MaximumBatchSize: { Type: 'INSTANCE_COUNT', Value: 2 }, WaitIntervalInSeconds: 600 },
  },
})
await clock.advance(15 * 60_000)
if (point) await clock.advance(15 * 60_000)
kernel.store.flush()
process.kill(process.pid, 'SIGKILL')
