import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUCKET, createWorld, IMAGE, modelArchive, ROLE, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
  await world.put('model.tar.gz', modelArchive({}))
  await world.put('train/a.csv', '1,2\n')
  await world.sagemaker('CreateModel', {
    ModelName: 'm',
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/model.tar.gz` },
  })
  await world.sagemaker('CreateEndpointConfig', { ...config(variant), EndpointConfigName: 'ready' })
})
afterAll(() => world.close())

const variant = { VariantName: 'v', ModelName: 'm', InstanceType: 'ml.m5.large', InitialInstanceCount: 1 }
const config = (...ProductionVariants: object[]) => ({ EndpointConfigName: 'c', ProductionVariants })
const serverless = (ServerlessConfig: object) => ({ VariantName: 'v', ModelName: 'm', ServerlessConfig })
const small = { MemorySizeInMB: 2048, MaxConcurrency: 5 }
const capture = {
  EnableCapture: true,
  InitialSamplingPercentage: 10,
  DestinationS3Uri: 's3://b/c',
  CaptureOptions: [{ CaptureMode: 'Input' }],
}
const asynchronous = { OutputConfig: { S3OutputPath: 's3://b/o' } }
const blueGreen = (routing: object, rest: object = {}) => ({
  EndpointName: 'e',
  EndpointConfigName: 'ready',
  DeploymentConfig: { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: routing, ...rest } },
})
const rolling = (policy: object) => ({
  EndpointName: 'e',
  EndpointConfigName: 'ready',
  DeploymentConfig: { RollingUpdatePolicy: { WaitIntervalInSeconds: 0, ...policy } },
})
const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT', Value })
const training = (change: object) => ({
  TrainingJobName: 't',
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  RoleArn: ROLE,
  OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out` },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  ...change,
})
const channel = (ChannelName: string, S3Uri = `s3://${BUCKET}/train/`) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri } },
})
const processing = (change: object) => ({
  ProcessingJobName: 'p',
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 1 } },
  AppSpecification: { ImageUri: IMAGE },
  RoleArn: ROLE,
  ...change,
})
const input = (InputName: string, LocalPath = '/opt/ml/processing/input') => ({
  InputName,
  S3Input: { S3Uri: `s3://${BUCKET}/train/`, LocalPath, S3DataType: 'S3Prefix', S3InputMode: 'File' },
})
const transform = (change: object) => ({
  TransformJobName: 'x',
  ModelName: 'm',
  TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/train/` } } },
  TransformOutput: { S3OutputPath: `s3://${BUCKET}/out` },
  TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
  ...change,
})
const model = (change: object) => ({ ModelName: 'n', ExecutionRoleArn: ROLE, ...change })
const data = `s3://${BUCKET}/model.tar.gz`

type Row = [what: string, operation: string, input: object, message: RegExp]

describe('what the API model does not say, and SageMaker refuses', () => {
  it.each<Row>([
    ['two variants of one name', 'CreateEndpointConfig', config(variant, variant), /must be unique/],
    [
      'weights that are all zero',
      'CreateEndpointConfig',
      config({ ...variant, InitialVariantWeight: 0 }),
      /greater than 0/,
    ],
    [
      'a variant without instances',
      'CreateEndpointConfig',
      config({ ...variant, InitialInstanceCount: undefined }),
      /InitialInstanceCount is required/,
    ],
    [
      'a variant without a type',
      'CreateEndpointConfig',
      config({ ...variant, InstanceType: undefined }),
      /InstanceType is required/,
    ],
    [
      'a model that is not there',
      'CreateEndpointConfig',
      config({ ...variant, ModelName: 'none' }),
      /^Could not find model "arn:.*model\/none"\.$/,
    ],
    [
      'a volume beside own disks',
      'CreateEndpointConfig',
      config({ ...variant, InstanceType: 'ml.m5d.large', VolumeSizeInGB: 10 }),
      /VolumeSizeInGB is not supported for instance type ml\.m5d\.large/,
    ],
    [
      'a volume beside a GPU’s own disks',
      'CreateEndpointConfig',
      config({ ...variant, InstanceType: 'ml.g4dn.xlarge', VolumeSizeInGB: 10 }),
      /has storage of its own/,
    ],
    [
      'serverless memory between the sizes',
      'CreateEndpointConfig',
      config(serverless({ ...small, MemorySizeInMB: 1500 })),
      /must be one of 1024, 2048/,
    ],
    [
      'more provisioned than most',
      'CreateEndpointConfig',
      config(serverless({ ...small, ProvisionedConcurrency: 6 })),
      /must not exceed its MaxConcurrency/,
    ],
    [
      'serverless with instances',
      'CreateEndpointConfig',
      config({ ...serverless(small), InstanceType: 'ml.m5.large' }),
      /must not be specified with ServerlessConfig/,
    ],
    [
      'serverless beside another variant',
      'CreateEndpointConfig',
      config(serverless(small), { ...variant, VariantName: 'w' }),
      /exactly one production variant/,
    ],
    [
      'serverless with data capture',
      'CreateEndpointConfig',
      { ...config(serverless(small)), DataCaptureConfig: capture },
      /DataCaptureConfig is not supported/,
    ],
    [
      'serverless and asynchronous',
      'CreateEndpointConfig',
      { ...config(serverless(small)), AsyncInferenceConfig: asynchronous },
      /AsyncInferenceConfig is not supported/,
    ],
    [
      'serverless in a network of one’s own',
      'CreateEndpointConfig',
      { ...config(serverless(small)), VpcConfig: { SecurityGroupIds: ['s'], Subnets: ['n'] } },
      /VpcConfig is not supported/,
    ],
    [
      'two shadows',
      'CreateEndpointConfig',
      {
        ...config(variant),
        ShadowProductionVariants: [
          { ...variant, VariantName: 's' },
          { ...variant, VariantName: 't' },
        ],
      },
      /exactly one production variant and one shadow/,
    ],
    [
      'a name in use',
      'CreateEndpointConfig',
      { ...config(variant), EndpointConfigName: 'ready' },
      /^Cannot create already existing endpoint configuration "arn:.*ready"\.$/,
    ],
    [
      'a canary without its size',
      'CreateEndpoint',
      blueGreen({ Type: 'CANARY', WaitIntervalInSeconds: 0 }),
      /CanarySize is required/,
    ],
    [
      'a canary of more than half',
      'CreateEndpoint',
      blueGreen({ Type: 'CANARY', WaitIntervalInSeconds: 0, CanarySize: percent(51) }),
      /CanarySize must be from 1 to 50/,
    ],
    [
      'a line without its step',
      'CreateEndpoint',
      blueGreen({ Type: 'LINEAR', WaitIntervalInSeconds: 0 }),
      /LinearStepSize is required/,
    ],
    [
      'a step of less than a tenth',
      'CreateEndpoint',
      blueGreen({ Type: 'LINEAR', WaitIntervalInSeconds: 0, LinearStepSize: percent(9) }),
      /LinearStepSize must be from 10 to 50/,
    ],
    [
      'all at once with a canary',
      'CreateEndpoint',
      blueGreen({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0, CanarySize: percent(10) }),
      /must not be specified for traffic routing type ALL_AT_ONCE/,
    ],
    [
      'waits longer than the deployment may take',
      'CreateEndpoint',
      blueGreen(
        { Type: 'LINEAR', WaitIntervalInSeconds: 300, LinearStepSize: percent(50) },
        { MaximumExecutionTimeoutInSeconds: 600 },
      ),
      /must be longer than the waiting times/,
    ],
    [
      'both ways of updating',
      'CreateEndpoint',
      {
        EndpointName: 'e',
        EndpointConfigName: 'ready',
        DeploymentConfig: {
          ...blueGreen({ Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 }).DeploymentConfig,
          ...rolling({ MaximumBatchSize: percent(10) }).DeploymentConfig,
        },
      },
      /exclude each other/,
    ],
    [
      'a batch of less than a twentieth',
      'CreateEndpoint',
      rolling({ MaximumBatchSize: percent(4) }),
      /MaximumBatchSize must be from 5 to 50/,
    ],
    [
      'an endpoint of no config',
      'CreateEndpoint',
      { EndpointName: 'e', EndpointConfigName: 'none' },
      /^Could not find endpoint configuration "arn:.*none"\.$/,
    ],
    [
      'an update of no endpoint',
      'UpdateEndpoint',
      { EndpointName: 'none', EndpointConfigName: 'ready' },
      /^Could not find endpoint "arn:.*none"\.$/,
    ],
    [
      'spot without a wait',
      'CreateTrainingJob',
      training({ EnableManagedSpotTraining: true }),
      /Invalid MaxWaitTimeInSeconds/,
    ],
    [
      'a wait shorter than the run',
      'CreateTrainingJob',
      training({
        EnableManagedSpotTraining: true,
        StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 3599 },
      }),
      /greater than or equal to MaxRuntimeInSeconds/,
    ],
    [
      'a wait without spot',
      'CreateTrainingJob',
      training({ StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 2 } }),
      /managed spot training only/,
    ],
    [
      'spot from a warm pool',
      'CreateTrainingJob',
      training({
        EnableManagedSpotTraining: true,
        StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 2 },
        ResourceConfig: {
          InstanceType: 'ml.m5.large',
          InstanceCount: 1,
          VolumeSizeInGB: 1,
          KeepAlivePeriodInSeconds: 60,
        },
      }),
      /warm pool/,
    ],
    [
      'two channels of one name',
      'CreateTrainingJob',
      training({ InputDataConfig: [channel('train'), channel('train')] }),
      /Channel names must be unique/,
    ],
    [
      'a channel with nothing in it',
      'CreateTrainingJob',
      training({ InputDataConfig: [channel('train', `s3://${BUCKET}/empty/`)] }),
      /No S3 objects found/,
    ],
    [
      'two inputs of one name',
      'CreateProcessingJob',
      processing({ ProcessingInputs: [input('a'), input('a')] }),
      /Duplicate input name: a/,
    ],
    [
      'an input outside its folder',
      'CreateProcessingJob',
      processing({ ProcessingInputs: [input('a', '/tmp/x')] }),
      /under \/opt\/ml\/processing\//,
    ],
    ['a job of no model', 'CreateTransformJob', transform({ ModelName: 'none' }), /^Could not find model/],
    [
      'more in flight than fits',
      'CreateTransformJob',
      transform({ MaxPayloadInMB: 51, MaxConcurrentTransforms: 2 }),
      /must not exceed 100 MB/,
    ],
    ['single records unsplit', 'CreateTransformJob', transform({ BatchStrategy: 'SingleRecord' }), /needs a SplitType/],
    [
      'joined records unassembled',
      'CreateTransformJob',
      transform({
        TransformInput: { ...transform({}).TransformInput, SplitType: 'Line' },
        DataProcessing: { JoinSource: 'Input' },
      }),
      /needs AssembleWith Line/,
    ],
    [
      'a model in two ways',
      'CreateModel',
      model({ PrimaryContainer: { Image: IMAGE }, Containers: [{ Image: IMAGE }] }),
      /Exactly one of PrimaryContainer and Containers/,
    ],
    [
      'a model without an image',
      'CreateModel',
      model({ PrimaryContainer: { ModelDataUrl: data } }),
      /Exactly one of Image and ModelPackageName/,
    ],
    [
      'a model whose data is not there',
      'CreateModel',
      model({ PrimaryContainer: { Image: IMAGE, ModelDataUrl: `${data}.gz` } }),
      /Could not access model data/,
    ],
    [
      'a model of a name in use',
      'CreateModel',
      { ...model({ PrimaryContainer: { Image: IMAGE } }), ModelName: 'm' },
      /^Cannot create already existing model "arn:.*model\/m"\.$/,
    ],
    [
      'a package in both ways',
      'CreateModelPackage',
      { ModelPackageName: 'a', ModelPackageGroupName: 'b' },
      /Exactly one of ModelPackageName and ModelPackageGroupName/,
    ],
    ['a package of no group', 'CreateModelPackage', { ModelPackageGroupName: 'none' }, /does not exist/],
    ['nothing to describe', 'DescribeTrainingJob', { TrainingJobName: 'none' }, /^Requested resource not found\.$/],
    [
      'no such processing job',
      'DescribeProcessingJob',
      { ProcessingJobName: 'none' },
      /^Could not find requested job with name: none$/,
    ],
    [
      'no such transform job to stop',
      'StopTransformJob',
      { TransformJobName: 'none' },
      /^Could not find requested job with name: none$/,
    ],
    ['no such model to delete', 'DeleteModel', { ModelName: 'none' }, /^Could not find model "arn:.*none"\.$/],
    [
      'no such endpoint to weigh',
      'UpdateEndpointWeightsAndCapacities',
      { EndpointName: 'none', DesiredWeightsAndCapacities: [{ VariantName: 'v', DesiredWeight: 1 }] },
      /^Could not find endpoint/,
    ],
    ['a token of another list', 'ListModels', { NextToken: 'nonsense' }, /Invalid NextToken/],
  ])('%s (%s)', async (_, operation, asked, message) => {
    await expect(world.sagemaker(operation, asked)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringMatching(message),
    })
  })

  it('a job’s name for good, until the job is deleted', async () => {
    const asked = training({ InputDataConfig: [channel('train')], Environment: { BEHAVE: 'ok' } })
    await world.sagemaker('CreateTrainingJob', asked)
    await expect(world.sagemaker('CreateTrainingJob', asked)).rejects.toMatchObject({ code: 'ResourceInUse' })
    await expect(world.sagemaker('DeleteTrainingJob', { TrainingJobName: 't' })).rejects.toThrow(/InProgress/)
    await world.settled('TrainingJob', 't')
    await expect(world.sagemaker('CreateTrainingJob', asked)).rejects.toThrow(/must be unique within an AWS account/)
    await expect(world.sagemaker('StopTrainingJob', { TrainingJobName: 't' })).rejects.toThrow(/in status/)
    await world.sagemaker('DeleteTrainingJob', { TrainingJobName: 't' })
    await expect(world.sagemaker('DescribeTrainingJob', { TrainingJobName: 't' })).rejects.toThrow(/not found/)
  })
})
