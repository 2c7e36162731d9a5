import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUCKET, createWorld, IMAGE, modelArchive, ROLE, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.put('model.tar.gz', modelArchive('packaged'))
  await world.sagemaker('CreateModelPackageGroup', { ModelPackageGroupName: 'line' })
})
afterAll(() => world.close())

const create = async (more: object = {}): Promise<string> =>
  (
    await world.sagemaker('CreateModelPackage', {
      ModelPackageGroupName: 'line',
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/model.tar.gz` }],
        SupportedContentTypes: ['text/csv'],
        SupportedResponseMIMETypes: ['text/csv'],
      },
      ...more,
    })
  ).ModelPackageArn

test('versions count up and are not given twice', async () => {
  const first = await create()
  expect(first).toBe('arn:aws:sagemaker:ap-southeast-1:000000000000:model-package/line/1')
  await world.sagemaker('DeleteModelPackage', { ModelPackageName: first })
  expect(await create()).toMatch(/line\/2$/)
})

test('a package waits for approval, keeps its metrics, and tells what an update changed', async () => {
  const ModelMetrics = {
    ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: `s3://${BUCKET}/e.json` } },
  }
  const arn = await create({ ModelMetrics, CustomerMetadataProperties: { run: '1', gone: 'x' } })
  expect(await world.sagemaker('DescribeModelPackage', { ModelPackageName: arn })).toMatchObject({
    ModelApprovalStatus: 'PendingManualApproval',
    ModelPackageStatus: 'Completed',
    ModelMetrics,
    CreationTime: expect.any(Date),
  })
  await world.sagemaker('UpdateModelPackage', {
    ModelPackageArn: arn,
    ModelApprovalStatus: 'Approved',
    CustomerMetadataPropertiesToRemove: ['gone'],
  })
  expect(await world.sagemaker('DescribeModelPackage', { ModelPackageName: arn })).toMatchObject({
    ModelApprovalStatus: 'Approved',
    CustomerMetadataProperties: { run: '1' },
  })
  const told = world.events.at(-1)!
  expect(told.detailType).toBe('SageMaker Model Package State Change')
  expect(told.detail).toMatchObject({
    ModelApprovalStatus: 'Approved',
    CreationTime: expect.stringMatching(/^\d{4}-/),
    UpdatedModelPackageFields: ['ModelApprovalStatus', 'CustomerMetadataPropertiesToRemove'],
  })
})

test('a token asked for again gives the same version', async () => {
  const first = await create({ ClientToken: 'token-1' })
  expect(await create({ ClientToken: 'token-1' })).toBe(first)
})

test('versions are listed by group and approval', async () => {
  const { ModelPackageSummaryList } = await world.sagemaker('ListModelPackages', {
    ModelPackageGroupName: 'line',
    ModelApprovalStatus: 'Approved',
  })
  expect(ModelPackageSummaryList).toMatchObject([{ ModelApprovalStatus: 'Approved', ModelPackageGroupName: 'line' }])
})

test('a model made from a package serves with the package’s image and data', async () => {
  await world.sagemaker('CreateModel', {
    ModelName: 'from-package',
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { ModelPackageName: await create() },
  })
  await world.put('in/rows.csv', 'who')
  await world.sagemaker('CreateTransformJob', {
    TransformJobName: 'check',
    ModelName: 'from-package',
    TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/in/` } } },
    TransformOutput: { S3OutputPath: `s3://${BUCKET}/out` },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  })
  await world.settled('TransformJob', 'check')
  expect(await world.text('out/rows.csv.out')).toMatch(/^packaged /)
})

test('a group that is missing, taken or not empty is said so', async () => {
  await expect(create({ ModelPackageGroupName: 'nobody' })).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('does not exist'),
  })
  await expect(world.sagemaker('CreateModelPackageGroup', { ModelPackageGroupName: 'line' })).rejects.toMatchObject({
    code: 'ValidationException',
  })
  await expect(world.sagemaker('DeleteModelPackageGroup', { ModelPackageGroupName: 'line' })).rejects.toMatchObject({
    code: 'ConflictException',
  })
})

test('tags are kept, replaced and removed', async () => {
  const Tags = [{ Key: 'a', Value: '1' }]
  const group = await world.sagemaker('CreateModelPackageGroup', { ModelPackageGroupName: 'tagged', Tags })
  const ResourceArn = group.ModelPackageGroupArn
  const more = [
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '3' },
  ]
  await world.sagemaker('AddTags', { ResourceArn, Tags: more })
  await world.sagemaker('DeleteTags', { ResourceArn, TagKeys: ['b'] })
  expect(await world.sagemaker('ListTags', { ResourceArn })).toEqual({ Tags: [{ Key: 'a', Value: '2' }] })
})

test('a version takes no tags of its own', async () => {
  await expect(create({ Tags: [{ Key: 'a', Value: '1' }] })).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('tag its group'),
  })
})
