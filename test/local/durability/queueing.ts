import { writeSync } from 'node:fs'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { killAtPoint } from '#local/faults/kill-point.ts'
import { createKernel } from '#local/kernel/create-kernel.ts'
import { createS3 } from '#local/s3/index.ts'
import { createSageMaker } from '#local/sagemaker/index.ts'
import { createSageMakerRuntime } from '#local/sagemaker-runtime/index.ts'

/**
 * A process that takes requests to an asynchronous endpoint, prints where the results of the accepted ones will lie, and
 * is killed as by `kill -9` at a point of that.
 */
const [stateDir, imagesFile, image, point] = process.argv.slice(2) as [string, string, string, string]
const clock = new VirtualClock({ auto: false })
const kernel = createKernel({ stateDir, clock })
for (const service of [createS3(kernel), createSageMaker(kernel, { imagesFile }), createSageMakerRuntime(kernel)])
  kernel.register(service)
const call = (service: string, operation: string, input: object) => kernel.call(service, operation, input, kernel.root)

await call('s3', 'CreateBucket', { Bucket: 'bucket' })
await call('s3', 'PutObject', { Bucket: 'bucket', Key: 'in', Body: Buffer.from('1') })
await call('sagemaker', 'CreateModel', {
  ModelName: 'blue',
  ExecutionRoleArn: 'arn:aws:iam::000000000000:role/job',
  PrimaryContainer: { Image: image, Environment: { WHO: 'blue' } },
})
await call('sagemaker', 'CreateEndpointConfig', {
  EndpointConfigName: 'blue',
  ProductionVariants: [
    { VariantName: 'main', ModelName: 'blue', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' },
  ],
  AsyncInferenceConfig: {
    OutputConfig: { S3OutputPath: 's3://bucket/out' },
    ClientConfig: { MaxConcurrentInvocationsPerInstance: 1 },
  },
})
await call('sagemaker', 'CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'blue' })
await clock.settle()
kernel.store.flush()
killAtPoint(Number(point))
for (let request = 0; request < 5; request++) {
  const asked = { EndpointName: 'e', InputLocation: 's3://bucket/in' }
  const { OutputLocation } = await call('sagemaker-runtime', 'InvokeEndpointAsync', asked)
  // As an answer over the wire is: the state first.
  kernel.store.flush()
  writeSync(1, `${OutputLocation}\n`)
}
await clock.settle()
kernel.store.flush()
process.kill(process.pid, 'SIGKILL')
