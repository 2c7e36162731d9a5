import { expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { BUCKET, createWorld, IMAGE, ROLE } from './world.ts'

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
