import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUCKET, createWorld, IMAGE, modelArchive, ROLE, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.put('model.tar.gz', modelArchive('M'))
  await world.sagemaker('CreateModel', {
    ModelName: 'model',
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/model.tar.gz` },
  })
})
afterAll(() => world.close())

interface Options {
  input?: object
  output?: object
  [member: string]: unknown
}

const request = (name: string, prefix: string, { input = {}, output = {}, ...more }: Options = {}) => ({
  TransformJobName: name,
  ModelName: 'model',
  TransformInput: {
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/${prefix}` } },
    ContentType: 'text/csv',
    SplitType: 'Line',
    ...input,
  },
  TransformOutput: { S3OutputPath: `s3://${BUCKET}/out/${name}`, AssembleWith: 'Line', ...output },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  ...more,
})

test('each record is sent by itself and its answer stands at its record’s place', async () => {
  await world.put('single/rows.csv', '1\n2\n3\n4\n5\n6\n')
  const many = { BatchStrategy: 'SingleRecord', MaxConcurrentTransforms: 3 }
  await world.sagemaker('CreateTransformJob', request('single', 'single/', many))
  expect(await world.settled('TransformJob', 'single')).toMatchObject({ TransformJobStatus: 'Completed' })
  expect(await world.text('out/single/rows.csv.out')).toBe('<1>\n<2>\n<3>\n<4>\n<5>\n<6>\n')
})

test('whole lines are batched up to the payload, over objects larger than one', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `${index},${'x'.repeat(100)}`)
  await world.put('large/rows.csv', rows.join('\n'))
  await world.put('large/deep/two.csv', 'a\nb')
  const options = {
    MaxPayloadInMB: 1,
    MaxConcurrentTransforms: 4,
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 2 },
  }
  await world.sagemaker('CreateTransformJob', request('large', 'large/', options))
  expect(await world.settled('TransformJob', 'large')).toMatchObject({ TransformJobStatus: 'Completed' })
  expect(await world.text('out/large/rows.csv.out')).toBe(rows.map((row) => `<${row}>\n`).join(''))
  expect(await world.text('out/large/deep/two.csv.out')).toBe('<a>\n<b>\n')
})

test('without a split an object is one request, gzip is unpacked, and nothing is added', async () => {
  await world.put('whole/rows.csv.gz', gzipSync('7\n8'))
  const options = { input: { SplitType: 'None', CompressionType: 'Gzip' }, output: { AssembleWith: 'None' } }
  await world.sagemaker('CreateTransformJob', request('whole', 'whole/', options))
  expect(await world.settled('TransformJob', 'whole')).toMatchObject({ TransformJobStatus: 'Completed' })
  expect(await world.text('out/whole/rows.csv.gz.out')).toBe('<7>\n<8>')
})

test('an object that the model refuses gets no output, the others do, and the job fails with the reason', async () => {
  await world.put('mixed/1.csv', 'bad')
  await world.put('mixed/2.csv', '2')
  await world.sagemaker('CreateTransformJob', request('mixed', 'mixed/'))
  const job = await world.settled('TransformJob', 'mixed')
  expect(job.TransformJobStatus).toBe('Failed')
  expect(job.FailureReason).toContain('Bad HTTP status received from algorithm: 400: cannot read that')
  expect(await world.keys('out/mixed/')).toEqual(['out/mixed/2.csv.out'])
})

test('a record larger than the payload fails the job', async () => {
  await world.put('wide/rows.csv', 'y'.repeat(1024 * 1024 + 1))
  await world.sagemaker('CreateTransformJob', request('wide', 'wide/', { MaxPayloadInMB: 1 }))
  expect((await world.settled('TransformJob', 'wide')).FailureReason).toContain('is larger than MaxPayloadInMB (1)')
})

test('a container that does not come up fails the job', async () => {
  await world.put('any/rows.csv', '1')
  await world.sagemaker('CreateTransformJob', request('crash', 'any/', { Environment: { CRASH: '1' } }))
  expect((await world.settled('TransformJob', 'crash')).FailureReason).toContain('did not pass the ping health check')
})

test('an input without objects fails the job', async () => {
  await world.sagemaker('CreateTransformJob', request('empty', 'no-such/'))
  expect((await world.settled('TransformJob', 'empty')).FailureReason).toContain('No S3 objects found')
})

test('a job can be stopped while it works', async () => {
  await world.put('slow/rows.csv', Array.from({ length: 200 }, () => 'slow').join('\n'))
  await world.sagemaker('CreateTransformJob', request('slow', 'slow/', { BatchStrategy: 'SingleRecord' }))
  await expect
    .poll(() => world.logs.some(([, stream, line]) => stream.startsWith('slow/') && line === 'serving'), {
      timeout: 10_000,
    })
    .toBe(true)
  await world.sagemaker('StopTransformJob', { TransformJobName: 'slow' })
  expect(await world.settled('TransformJob', 'slow')).toMatchObject({ TransformJobStatus: 'Stopped' })
})

test('an unknown model and what is not there yet are refused by name', async () => {
  await expect(
    world.sagemaker('CreateTransformJob', { ...request('x', 'any/'), ModelName: 'nobody' }),
  ).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('Could not find model "arn:'),
  })
  await expect(
    world.sagemaker('CreateTransformJob', request('x', 'any/', { input: { SplitType: 'RecordIO' } })),
  ).rejects.toMatchObject({ code: 'NotImplemented', message: expect.stringContaining('RecordIO') })
})
