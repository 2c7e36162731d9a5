import { expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { BUCKET, createWorld, IMAGE, INLINE_IMAGE, ROLE } from './world.ts'

const request = (name: string, what: string) => ({
  TrainingJobName: name,
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  HyperParameters: { do: what },
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/train/` } },
    },
  ],
  OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models` },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
})

test('a job that was running starts again after a restart', async () => {
  let world = await createWorld()
  await world.put('train/a.csv', '1')
  await world.sagemaker('CreateTrainingJob', request('job', 'wait'))
  await expect
    .poll(() => world.logs.filter(([, , line]) => line === 'waiting').length, { timeout: 10_000, interval: 10 })
    .toBe(1)
  world = await world.restart()
  await expect
    .poll(() => world.logs.filter(([, , line]) => line === 'waiting').length, { timeout: 10_000, interval: 10 })
    .toBe(1)
  await world.sagemaker('StopTrainingJob', { TrainingJobName: 'job' })
  const job = await world.settled('TrainingJob', 'job')
  expect(job.SecondaryStatusTransitions.map(({ Status }: any) => Status)).toContain('Restarting')
  expect(job.TrainingJobStatus).toBe('Stopped')
  await world.close()
})

test('virtual time stands still while a job runs', async () => {
  const clock = new VirtualClock()
  const world = await createWorld({ clock })
  await world.put('train/a.csv', '1')
  const monthLater = new Promise<void>((resolve) => {
    clock.after(30 * 86_400_000, resolve)
    void world.sagemaker('CreateTrainingJob', request('job', 'train'))
  })
  await monthLater
  const job = await world.sagemaker('DescribeTrainingJob', { TrainingJobName: 'job' })
  expect(job.TrainingJobStatus).toBe('Completed')
  expect(job.TrainingEndTime - job.CreationTime).toBeLessThan(60_000)
  await world.close()
})

test('an endpoint that comes back after a restart lets virtual time pass while it does', async () => {
  const clock = new VirtualClock({ auto: false })
  let world = await createWorld({ clock })
  const ModelName = 'm'
  await world.sagemaker('CreateModel', {
    ModelName,
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: INLINE_IMAGE, Environment: { STARTS_IN: '60000', WHO: 'answer' } },
  })
  const variant = { VariantName: 'v', ModelName, InitialInstanceCount: 1, InstanceType: 'ml.m5.large' }
  await world.sagemaker('CreateEndpointConfig', { EndpointConfigName: 'c', ProductionVariants: [variant] })
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' })
  await clock.advance(120_000)
  const later = new VirtualClock({ start: clock.now(), auto: false })
  world = await world.restart({ clock: later })
  await later.advance(120_000)
  const { Body } = await world.kernel.call(
    'sagemaker-runtime',
    'InvokeEndpoint',
    { EndpointName: 'e', Body: Buffer.from('1') },
    world.kernel.root,
  )
  expect(Buffer.from(Body).toString()).toBe('answer')
  await world.close()
})
