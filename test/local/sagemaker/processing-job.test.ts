import { afterAll, beforeAll, expect, test } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { isolation } from '#local/sagemaker/containers/isolation.ts'
import { BUCKET, createWorld, IMAGE, ROLE, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.put('in/a.csv', 'one')
  await world.put('in/deep er/ñ b.csv', 'two')
  await world.put('input-of-others.csv', 'not ours')
})
afterAll(() => world.close())

const request = (name: string, args: string[], more: object = {}) => ({
  ProcessingJobName: name,
  RoleArn: ROLE,
  AppSpecification: { ImageUri: IMAGE, ContainerArguments: args },
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 5 } },
  ProcessingInputs: [
    {
      InputName: 'data',
      S3Input: {
        S3Uri: `s3://${BUCKET}/in/`,
        LocalPath: '/opt/ml/processing/input/data',
        S3DataType: 'S3Prefix',
        S3InputMode: 'File',
      },
    },
  ],
  ProcessingOutputConfig: {
    Outputs: [
      {
        OutputName: 'all',
        S3Output: {
          S3Uri: `s3://${BUCKET}/out/${name}`,
          LocalPath: '/opt/ml/processing/output/all',
          S3UploadMode: 'EndOfJob',
        },
      },
    ],
  },
  ...more,
})

test('a job brings its inputs, runs its container and uploads its outputs', async () => {
  await world.sagemaker('CreateProcessingJob', request('good', ['copy']))
  const job = await world.settled('ProcessingJob', 'good')
  expect(job).toMatchObject({ ProcessingJobStatus: 'Completed', ExitMessage: 'read for good' })
  expect(job.ProcessingEndTime).toBeInstanceOf(Date)
  expect(await world.keys('out/good')).toEqual(['out/good/a.csv', 'out/good/deep er/ñ b.csv'])
  expect(await world.text('out/good/deep er/ñ b.csv')).toBe('TWO')
})

test('a container that fails ends the job Failed, with its message and without outputs', async () => {
  await world.sagemaker('CreateProcessingJob', request('broken', ['fail']))
  const job = await world.settled('ProcessingJob', 'broken')
  expect(job).toMatchObject({ ProcessingJobStatus: 'Failed', ExitMessage: 'flights.csv has no rows' })
  expect(job.FailureReason).toBe('AlgorithmError: See job logs for more information, exit code: 1')
  expect(await world.keys('out/broken')).toEqual([])
})

test('state changes are told with times in epoch ms and tags as a map', async () => {
  await world.sagemaker('CreateProcessingJob', request('told', ['copy'], { Tags: [{ Key: 'run', Value: '7' }] }))
  await world.settled('ProcessingJob', 'told')
  const told = world.events.filter(({ detail }) => detail['ProcessingJobName'] === 'told')
  expect(told.map(({ detail }) => detail['ProcessingJobStatus'])).toEqual(['InProgress', 'Completed'])
  expect(told[1]).toMatchObject({
    source: 'aws.sagemaker',
    detailType: 'SageMaker Processing Job State Change',
    resources: ['arn:aws:sagemaker:ap-southeast-1:000000000000:processing-job/told'],
    detail: { Tags: { run: '7' }, ProcessingEndTime: expect.any(Number) },
  })
})

test('data that is not there fails the job with a reason that names it', async () => {
  const missing = request('missing', ['copy'])
  missing.ProcessingInputs[0]!.S3Input.S3Uri = `s3://${BUCKET}/nowhere/`
  await world.sagemaker('CreateProcessingJob', missing)
  const job = await world.settled('ProcessingJob', 'missing')
  expect(job.ProcessingJobStatus).toBe('Failed')
  expect(job.FailureReason).toContain(`No S3 objects found under S3 URL "s3://${BUCKET}/nowhere/"`)
})

test('a role that may not read fails the job with AccessDenied', async () => {
  world.kernel.evaluate = (_principal, { action }) => {
    if (action === 's3:GetObject') throw new AwsError('AccessDeniedException', `not allowed: ${action}`)
  }
  await world.sagemaker('CreateProcessingJob', request('denied', ['copy']))
  const job = await world.settled('ProcessingJob', 'denied')
  world.kernel.evaluate = () => {}
  expect(job.FailureReason).toContain('ClientError: Data download failed: AccessDenied: not allowed: s3:GetObject')
})

test('an image that nothing stands in for fails the job and says how to add it', async () => {
  const unknown = request('unknown-image', ['copy'])
  unknown.AppSpecification.ImageUri = '123.dkr.ecr.eu-west-1.amazonaws.com/mine:2'
  await world.sagemaker('CreateProcessingJob', unknown)
  const { FailureReason } = await world.settled('ProcessingJob', 'unknown-image')
  expect(FailureReason).toContain('"123.dkr.ecr.eu-west-1.amazonaws.com/mine:2"')
  expect(FailureReason).toContain('images.yaml')
})

test('a program that the machine lacks is named', async () => {
  const lacking = request('lacking', ['copy'])
  lacking.AppSpecification.ImageUri = 'x/needs-a-program:1'
  await world.sagemaker('CreateProcessingJob', lacking)
  expect((await world.settled('ProcessingJob', 'lacking')).FailureReason).toContain('"no-such-program"')
})

test('an entrypoint of the request takes the place of the image’s command', async () => {
  await world.put('code/hello.mjs', 'console.log("hello", process.argv[2])')
  const script = request('script', ['there'])
  Object.assign(script.AppSpecification, {
    ImageUri: 'x/script-image:1',
    ContainerEntrypoint: ['node', '/opt/ml/processing/input/data/hello.mjs'],
  })
  script.ProcessingInputs[0]!.S3Input.S3Uri = `s3://${BUCKET}/code/hello.mjs`
  await world.sagemaker('CreateProcessingJob', script)
  expect(await world.settled('ProcessingJob', 'script')).toMatchObject({ ProcessingJobStatus: 'Completed' })
  expect(world.logs).toContainEqual([
    '/aws/sagemaker/ProcessingJobs',
    expect.stringMatching(/^script\/algo-1-\d+$/),
    'hello there',
  ])
})

test('a job can be stopped, once', async () => {
  await world.sagemaker('CreateProcessingJob', request('stopped', ['wait']))
  await waitForLine('stopped', 'waiting')
  await world.sagemaker('StopProcessingJob', { ProcessingJobName: 'stopped' })
  expect(await world.settled('ProcessingJob', 'stopped')).toMatchObject({ ProcessingJobStatus: 'Stopped' })
  await expect(world.sagemaker('StopProcessingJob', { ProcessingJobName: 'stopped' })).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('status Stopped'),
  })
})

test('a job that runs longer than it may is stopped', async () => {
  const long = request('long', ['wait'], { StoppingCondition: { MaxRuntimeInSeconds: 1 } })
  await world.sagemaker('CreateProcessingJob', long)
  expect(await world.settled('ProcessingJob', 'long')).toMatchObject({
    ProcessingJobStatus: 'Stopped',
    FailureReason: 'MaxRuntimeExceeded',
  })
})

test('a name can be used once, until the job is deleted', async () => {
  await world.sagemaker('CreateProcessingJob', request('again', ['copy']))
  await expect(world.sagemaker('CreateProcessingJob', request('again', ['copy']))).rejects.toMatchObject({
    code: 'ResourceInUse',
    message: expect.stringContaining('Job name must be unique within an AWS account and region'),
  })
  await world.settled('ProcessingJob', 'again')
  await world.sagemaker('DeleteProcessingJob', { ProcessingJobName: 'again' })
  await expect(world.sagemaker('DescribeProcessingJob', { ProcessingJobName: 'again' })).rejects.toMatchObject({
    message: 'Could not find requested job with name: again',
  })
  await world.sagemaker('CreateProcessingJob', request('again', ['copy']))
  await world.settled('ProcessingJob', 'again')
})

// Only a mount namespace comes with a limit.
test.skipIf((await isolation()) !== 'private')('a container gets no more memory than its instance has', async () => {
  await world.sagemaker('CreateProcessingJob', request('greedy', ['greedy']))
  expect(await world.settled('ProcessingJob', 'greedy')).toMatchObject({ ProcessingJobStatus: 'Failed' })
})

async function waitForLine(stream: string, line: string): Promise<void> {
  await expect
    .poll(() => world.logs.some(([, at, text]) => at.startsWith(stream) && text === line), {
      timeout: 10_000,
      interval: 10,
    })
    .toBe(true)
}
