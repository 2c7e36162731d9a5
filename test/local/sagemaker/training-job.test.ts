import { afterAll, beforeAll, expect, test } from 'vitest'
import { isolation } from '#local/sagemaker/containers/isolation.ts'
import { BUCKET, createWorld, IMAGE, ROLE, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.put('train/a.csv', '1,2')
  await world.put('train/b.csv', '3,4')
})
afterAll(() => world.close())

const request = (name: string, hyperparameters: Record<string, string> = {}, more: object = {}) => ({
  TrainingJobName: name,
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  HyperParameters: hyperparameters,
  InputDataConfig: [
    {
      ChannelName: 'train',
      ContentType: 'text/csv',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/train/` } },
    },
  ],
  OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models/` },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 600 },
  ...more,
})

const started = (job: string) =>
  expect
    .poll(() => world.logs.some(([, stream, line]) => stream.startsWith(`${job}/`) && line === 'waiting'), {
      timeout: 10_000,
      interval: 10,
    })
    .toBe(true)

test('a job trains on its channels and leaves its model where Describe says', async () => {
  await world.sagemaker('CreateTrainingJob', request('good', { note: 'done' }))
  const job = await world.settled('TrainingJob', 'good')
  expect(job).toMatchObject({ TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' })
  expect(job.ModelArtifacts.S3ModelArtifacts).toBe(`s3://${BUCKET}/models/good/output/model.tar.gz`)
  expect(await world.archive('models/good/output/model.tar.gz')).toEqual({ 'model.json': '["1,2","3,4"]' })
  expect(await world.archive('models/good/output/output.tar.gz')).toMatchObject({ 'note.txt': 'done' })
  expect(job.SecondaryStatusTransitions.map(({ Status }: any) => Status)).toEqual([
    'Starting',
    'Downloading',
    'Training',
    'Uploading',
    'Completed',
  ])
  expect(job.BillableTimeInSeconds).toBeGreaterThanOrEqual(1)
})

test('metrics are read from the log by the image’s definitions and the job’s own', async () => {
  const own = request('metrics')
  Object.assign(own.AlgorithmSpecification, {
    MetricDefinitions: [{ Name: 'train:auc', Regex: 'train-auc:([0-9.]+)' }],
  })
  await world.sagemaker('CreateTrainingJob', own)
  const job = await world.settled('TrainingJob', 'metrics')
  expect(job.FinalMetricDataList).toEqual([
    { MetricName: 'validation:auc', Value: 0.72, Timestamp: expect.any(Date) },
    { MetricName: 'train:auc', Value: 0.9, Timestamp: expect.any(Date) },
  ])
  expect(world.metrics).toContainEqual({
    namespace: '/aws/sagemaker/TrainingJobs',
    name: 'validation:auc',
    dimensions: { TrainingJobName: 'metrics' },
    value: 0.61,
    unit: 'None',
  })
})

test('a container sees the platform’s environment and the request’s, and nothing of the machine’s', async () => {
  process.env['SECRET_OF_THE_MACHINE'] = 'yes'
  await world.sagemaker('CreateTrainingJob', request('environment', {}, { Environment: { LEVEL: '3' } }))
  await world.settled('TrainingJob', 'environment')
  const { environment } = JSON.parse((await world.archive('models/environment/output/output.tar.gz'))['seen.json']!)
  expect(environment).toMatchObject({ TRAINING_JOB_NAME: 'environment', LEVEL: '3', AWS_REGION: 'ap-southeast-1' })
  expect(environment.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/)
  expect(environment).not.toHaveProperty('SECRET_OF_THE_MACHINE')
})

// Only a namespace can be without a network.
test.skipIf((await isolation()) !== 'private')('a job in network isolation has no network and no keys', async () => {
  await world.sagemaker('CreateTrainingJob', request('alone', {}, { EnableNetworkIsolation: true }))
  expect(await world.settled('TrainingJob', 'alone')).toMatchObject({ TrainingJobStatus: 'Completed' })
  const seen = JSON.parse((await world.archive('models/alone/output/output.tar.gz'))['seen.json']!)
  expect(seen.network.filter((address: string) => !['127.0.0.1', '::1'].includes(address))).toEqual([])
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL']) expect(seen.environment).not.toHaveProperty(name)
})

test('a failing algorithm’s failure file becomes the reason, and no model is uploaded', async () => {
  await world.sagemaker('CreateTrainingJob', request('failing', { do: 'fail' }))
  const job = await world.settled('TrainingJob', 'failing')
  expect(job).toMatchObject({
    TrainingJobStatus: 'Failed',
    SecondaryStatus: 'Failed',
    FailureReason: 'AlgorithmError: the label column is empty, exit code: 3',
  })
  expect(await world.keys('models/failing/')).toEqual([])
})

test('a job whose data is not there is not taken', async () => {
  const missing = request('missing')
  missing.InputDataConfig[0]!.DataSource.S3DataSource.S3Uri = `s3://${BUCKET}/nowhere/`
  await expect(world.sagemaker('CreateTrainingJob', missing)).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(`No S3 objects found under S3 URL "s3://${BUCKET}/nowhere/"`),
  })
  await expect(world.sagemaker('DescribeTrainingJob', { TrainingJobName: 'missing' })).rejects.toMatchObject({
    message: 'Requested resource not found.',
  })
})

test('data that goes away before it is read fails the job', async () => {
  await world.put('manifest.json', JSON.stringify([{ prefix: `s3://${BUCKET}/` }, 'train/a.csv', 'train/gone.csv']))
  const listed = request('gone')
  listed.InputDataConfig[0]!.DataSource.S3DataSource = {
    S3DataType: 'ManifestFile',
    S3Uri: `s3://${BUCKET}/manifest.json`,
  }
  await world.sagemaker('CreateTrainingJob', listed)
  const job = await world.settled('TrainingJob', 'gone')
  expect(job.TrainingJobStatus).toBe('Failed')
  expect(job.FailureReason).toContain('ClientError: Data download failed: NoSuchKey')
})

test('a stopped job ends Stopped and keeps the model it had', async () => {
  await world.sagemaker('CreateTrainingJob', request('stopped', { do: 'wait' }))
  await started('stopped')
  await world.sagemaker('StopTrainingJob', { TrainingJobName: 'stopped' })
  expect(await world.settled('TrainingJob', 'stopped')).toMatchObject({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'Stopped',
  })
  expect(await world.archive('models/stopped/output/model.tar.gz')).toEqual({ 'model.json': '"unfinished"' })
})

test('a job that runs longer than it may ends Stopped as MaxRuntimeExceeded', async () => {
  await world.sagemaker(
    'CreateTrainingJob',
    request('long', { do: 'wait' }, { StoppingCondition: { MaxRuntimeInSeconds: 1 } }),
  )
  expect(await world.settled('TrainingJob', 'long')).toMatchObject({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'MaxRuntimeExceeded',
  })
})

test('checkpoints of a former job are there, and new ones are kept', async () => {
  const spot = {
    EnableManagedSpotTraining: true,
    StoppingCondition: { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: 600 },
    CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints` },
  }
  for (const name of ['first', 'second']) {
    await world.sagemaker('CreateTrainingJob', request(name, { checkpoint: 'yes' }, spot))
    expect(await world.settled('TrainingJob', name)).toMatchObject({ TrainingJobStatus: 'Completed' })
  }
  expect(await world.text('checkpoints/step')).toBe('2')
})

test.each([
  ['spot without a waiting time', { EnableManagedSpotTraining: true }, 'Invalid MaxWaitTimeInSeconds'],
  [
    'a waiting time without spot',
    { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 } },
    'managed spot training only',
  ],
  [
    'an expression that is none',
    {
      AlgorithmSpecification: {
        TrainingImage: IMAGE,
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'm', Regex: '(' }],
      },
    },
    'regular expression of metric m',
  ],
])('%s is refused', async (_, more, message) => {
  await expect(world.sagemaker('CreateTrainingJob', request('refused', {}, more))).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining(message),
  })
})

test('each step is told to EventBridge', async () => {
  await world.sagemaker('CreateTrainingJob', request('told'))
  await world.settled('TrainingJob', 'told')
  const told = world.events.filter(({ detail }) => detail['TrainingJobName'] === 'told')
  expect(told.map(({ detail }) => `${detail['TrainingJobStatus']} ${detail['SecondaryStatus']}`)).toEqual([
    'InProgress Starting',
    'InProgress Downloading',
    'InProgress Training',
    'InProgress Uploading',
    'Completed Completed',
  ])
  expect(told.at(-1)!.detail['TrainingEndTime']).toBeTypeOf('number')
})

test('jobs are listed by name, status and order, a page at a time', async () => {
  const all = await world.sagemaker('ListTrainingJobs', { SortBy: 'Name', StatusEquals: 'Stopped' })
  expect(all.TrainingJobSummaries.map(({ TrainingJobName }: any) => TrainingJobName)).toEqual(['long', 'stopped'])
  const first = await world.sagemaker('ListTrainingJobs', { SortBy: 'Name', StatusEquals: 'Stopped', MaxResults: 1 })
  expect(first.TrainingJobSummaries).toHaveLength(1)
  const next = await world.sagemaker('ListTrainingJobs', {
    SortBy: 'Name',
    StatusEquals: 'Stopped',
    MaxResults: 1,
    NextToken: first.NextToken,
  })
  expect(next.TrainingJobSummaries[0].TrainingJobName).toBe('stopped')
  expect(next.NextToken).toBeUndefined()
})
