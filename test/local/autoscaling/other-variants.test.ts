import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createIam } from '#local/iam/index.ts'
import type { Statement } from '#local/iam/policy.ts'
import { invokeAsync } from '#test/local/sagemaker/serving.ts'
import { BUCKET, createWorld, INLINE_IMAGE, ROLE, type World } from '#test/local/sagemaker/world.ts'

const MINUTE = 60_000
const COUNT = 'sagemaker:variant:DesiredInstanceCount'
const PROVISIONED = 'sagemaker:variant:DesiredProvisionedConcurrency'

let world: World
let clock: VirtualClock
beforeEach(async () => {
  clock = new VirtualClock({ auto: false })
  world = await createWorld({ clock })
})
afterEach(() => world.close())

async function endpoint(variant: object, more: object = {}, environment: object = {}): Promise<void> {
  const PrimaryContainer = { Image: INLINE_IMAGE, Environment: { WHO: 'm', ...environment } }
  await world.sagemaker('CreateModel', { ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer })
  const ProductionVariants = [{ VariantName: 'main', ModelName: 'm', ...variant }]
  await world.sagemaker('CreateEndpointConfig', { EndpointConfigName: 'c', ProductionVariants, ...more })
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' })
  await clock.settle()
}

const scaling = async (ScalableDimension: string, operation: string, input: object = {}) => {
  const target = { ServiceNamespace: 'sagemaker', ResourceId: 'endpoint/e/variant/main', ScalableDimension }
  const output = await world.autoscaling(operation, { ...target, ...input })
  await clock.settle()
  return output
}
const variant = async () => (await world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })).ProductionVariants[0]

test('an asynchronous endpoint scales to zero, and comes back when a request waits', async () => {
  await endpoint(
    { InitialInstanceCount: 1, InstanceType: 'ml.m5.large' },
    { AsyncInferenceConfig: { OutputConfig: { S3OutputPath: `s3://${BUCKET}/out` } } },
  )
  await scaling(COUNT, 'RegisterScalableTarget', { MinCapacity: 0, MaxCapacity: 3 })
  const Dimensions = [{ Name: 'EndpointName', Value: 'e' }]
  const backlog = { Namespace: 'AWS/SageMaker', Dimensions, Statistic: 'Average' }
  await scaling(COUNT, 'PutScalingPolicy', {
    PolicyName: 'backlog',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 5,
      CustomizedMetricSpecification: { MetricName: 'ApproximateBacklogSizePerInstance', ...backlog },
    },
  })
  const { PolicyARN } = await scaling(COUNT, 'PutScalingPolicy', {
    PolicyName: 'wake',
    PolicyType: 'StepScaling',
    StepScalingPolicyConfiguration: {
      AdjustmentType: 'ChangeInCapacity',
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      Cooldown: 150,
    },
  })
  await world.cloudwatch('PutMetricAlarm', {
    AlarmName: 'waiting',
    MetricName: 'HasBacklogWithoutCapacity',
    ...backlog,
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'missing',
    AlarmActions: [PolicyARN],
  })
  await clock.advance(17 * MINUTE)
  expect((await variant()).CurrentInstanceCount).toBe(0)
  await world.put('in', '1')
  const { OutputLocation } = await invokeAsync(world, 'in')
  await clock.advance(4 * MINUTE)
  expect((await variant()).CurrentInstanceCount).toBe(1)
  expect(await world.text(OutputLocation.slice(`s3://${BUCKET}/`.length))).toBe('m')
})

test('provisioned concurrency scales by its use, within the concurrency of the variant', async () => {
  await endpoint({ ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5, ProvisionedConcurrency: 1 } })
  const beyond = scaling(PROVISIONED, 'RegisterScalableTarget', { MinCapacity: 1, MaxCapacity: 6 })
  await expect(beyond).rejects.toMatchObject({ name: 'ValidationException' })
  const instances = scaling(COUNT, 'RegisterScalableTarget', { MinCapacity: 1, MaxCapacity: 5 })
  await expect(instances).rejects.toMatchObject({ name: 'ValidationException' })
  await scaling(PROVISIONED, 'RegisterScalableTarget', { MinCapacity: 1, MaxCapacity: 5 })
  await scaling(PROVISIONED, 'PutScalingPolicy', {
    PolicyName: 'use',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 0.5,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization' },
    },
  })
  for (let minute = 0; minute < 3; minute++) {
    const invocation = { EndpointName: 'e', Body: Buffer.from('1') }
    await world.kernel.call('sagemaker-runtime', 'InvokeEndpoint', invocation, world.kernel.root)
    await clock.advance(MINUTE)
  }
  expect((await variant()).DesiredServerlessConfig.ProvisionedConcurrency).toBe(2)
  const { ScalingActivities } = await scaling(PROVISIONED, 'DescribeScalingActivities')
  expect(ScalingActivities[0].Description).toBe('Setting desired provisioned concurrency to 2.')
})

test('a role needs the actions, and the permission to look at the endpoint that it registers', async () => {
  await endpoint({ InitialInstanceCount: 1, InstanceType: 'ml.m5.large' })
  const { kernel } = world
  const iam = createIam(kernel)
  kernel.register(iam)
  const Version = '2012-10-17'
  const trusted = { Effect: 'Allow' as const, Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  iam.putRole({ RoleName: 'scaler', AssumeRolePolicyDocument: { Version, Statement: [trusted] } })
  const allow = (...Statement: Statement[]) => iam.putRolePolicy('scaler', 'p', { Version, Statement })
  const looks: Statement = { Effect: 'Allow', Action: 'sagemaker:Describe*', Resource: '*' }
  const register = () => {
    const principal = kernel.assumeRole('lambda.amazonaws.com', 'arn:aws:iam::000000000000:role/scaler', 'test')
    const name = { ServiceNamespace: 'sagemaker', ResourceId: 'endpoint/e/variant/main', ScalableDimension: COUNT }
    const input = { ...name, MinCapacity: 1, MaxCapacity: 2 }
    return kernel.call('application-autoscaling', 'RegisterScalableTarget', input, principal)
  }
  allow(looks)
  const missing =
    /not authorized to perform: application-autoscaling:RegisterScalableTarget on resource: .*scalable-target\/\*/
  await expect(register()).rejects.toThrow(missing)
  const registers: Statement = {
    Effect: 'Allow',
    Action: 'application-autoscaling:RegisterScalableTarget',
    Resource: 'arn:aws:application-autoscaling:*:*:scalable-target/*',
    Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'sagemaker' } },
  }
  allow(registers)
  await expect(register()).rejects.toThrow(/not authorized to perform: sagemaker:DescribeEndpoint /)
  allow(registers, looks)
  await register()
})
