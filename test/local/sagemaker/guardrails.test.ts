import { afterEach, beforeEach, expect, test } from 'vitest'
import { AwsError } from '#local/kernel/aws-error.ts'
import { Deployments } from './deployments.ts'

const MINUTE = 60_000
let on: Deployments
beforeEach(async () => {
  on = await Deployments.open()
  await on.config('blue')
  await on.config('green')
  await on.create('blue')
})
afterEach(() => on.world.close())

const blueGreen = (type: string, more: object = {}, policy: object = {}, alarms: string[] = []) => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: type, WaitIntervalInSeconds: 600, ...more },
    TerminationWaitInSeconds: 300,
    ...policy,
  },
  ...(alarms.length > 0 && { AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) } }),
})
const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT', Value })
const canary = (alarms: string[] = [], policy: object = {}) =>
  blueGreen('CANARY', { CanarySize: percent(25) }, policy, alarms)
const rolling = (more: object = {}, alarms: string[] = []) => ({
  RollingUpdatePolicy: { MaximumBatchSize: percent(50), WaitIntervalInSeconds: 600, ...more },
  ...(alarms.length > 0 && { AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) } }),
})

test('without guardrails the whole traffic goes over at once', async () => {
  await on.update('green')
  expect(await on.shares(4)).toEqual({ green: 4 })
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
  expect(on.statuses).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'IN_SERVICE'])
  expect(on.steps).toEqual([
    '+ Creating: Launching 4 instance(s).',
    '+ ActivatingTraffic: Activating traffic on full capacity of 4 instance(s).',
    '- Deleting: Terminating 4 instance(s).',
  ])
})

test('a canary takes its share, bakes, and then takes all', async () => {
  await on.update('green', canary())
  expect(await on.shares(8)).toEqual({ blue: 6, green: 2 })
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'Updating',
    EndpointConfigName: 'blue',
    ProductionVariants: [{ CurrentInstanceCount: 4, DesiredInstanceCount: 4 }],
    PendingDeploymentSummary: {
      EndpointConfigName: 'green',
      ProductionVariants: [
        {
          CurrentInstanceCount: 1,
          DesiredInstanceCount: 4,
          VariantStatus: [
            {
              Status: 'Baking',
              StatusMessage:
                'Baking for 600 seconds (WaitIntervalInSeconds) with traffic enabled on canary capacity of 1 instance(s).',
            },
          ],
        },
      ],
    },
  })
  await on.clock.advance(10 * MINUTE)
  expect(await on.shares(4)).toEqual({ green: 4 })
  expect((await on.describe()).EndpointConfigName).toBe('blue')
  await on.clock.advance(5 * MINUTE)
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'green',
    PendingDeploymentSummary: undefined,
    LastDeploymentConfig: canary(),
  })
  expect(on.steps.map((step) => step.split(':')[0])).toEqual([
    '+ Creating',
    '+ ActivatingTraffic',
    '+ Baking',
    '+ ActivatingTraffic',
    '+ Baking',
    '- Deleting',
  ])
})

test('linear shifting switches off as much of the old fleet as it switches on of the new one', async () => {
  await on.update('green', blueGreen('LINEAR', { LinearStepSize: { Type: 'INSTANCE_COUNT', Value: 1 } }))
  const seen: unknown[] = []
  for (let step = 0; step < 4; step++) {
    const { ProductionVariants, PendingDeploymentSummary: pending } = await on.describe()
    const { green = 0 } = await on.shares(8)
    seen.push([green, pending.ProductionVariants[0].CurrentInstanceCount, ProductionVariants[0].CurrentInstanceCount])
    await on.clock.advance(step < 3 ? 10 * MINUTE : 5 * MINUTE)
  }
  expect(seen).toEqual([
    [2, 1, 3],
    [4, 2, 2],
    [6, 3, 1],
    [8, 4, 0],
  ])
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
})

test('a rolling update launches, shifts and ends a batch at a time', async () => {
  await on.update('green', rolling())
  expect(await on.shares(8)).toEqual({ blue: 4, green: 4 })
  await on.clock.advance(10 * MINUTE)
  expect(await on.shares(4)).toEqual({ green: 4 })
  await on.clock.advance(10 * MINUTE)
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
  expect(on.steps.filter((step) => /Launching|Terminating/.test(step))).toEqual([
    '+ Creating: Launching 2 instance(s).',
    '- Deleting: Terminating 2 instance(s).',
    '+ Updating: Launching 2 instance(s).',
    '- Deleting: Terminating 2 instance(s).',
  ])
})

test('an alarm that goes off in a bake gives the traffic back, and the reason is told', async () => {
  await on.alarm('errors')
  await on.update('green', canary(['errors']))
  await on.clock.advance(4 * MINUTE)
  await on.raise('errors')
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('"errors" went into state ALARM'),
    ProductionVariants: [{ CurrentInstanceCount: 4 }],
  })
  expect(await on.shares(4)).toEqual({ blue: 4 })
  expect(on.statuses).toEqual(['CREATING', 'IN_SERVICE', 'UPDATING', 'IN_SERVICE'])
  expect(on.steps.at(-1)).toBe('+ Deleting: Terminating 4 instance(s).')
})

test('an alarm that goes off in the last bake, when all traffic is over, gives it back too', async () => {
  await on.alarm('errors')
  await on.update('green', canary(['errors']))
  await on.clock.advance(12 * MINUTE)
  await on.raise('errors')
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'blue' })
  expect(await on.shares(4)).toEqual({ blue: 4 })
})

test('a composite alarm rolls back, and one without data does not', async () => {
  await on.alarm('part')
  await on.alarm('no-data', 'INSUFFICIENT_DATA')
  await on.world.cloudwatch('PutCompositeAlarm', { AlarmName: 'whole', AlarmRule: 'ALARM("part")' })
  await on.update('green', canary(['whole', 'no-data']))
  await on.clock.advance(4 * MINUTE)
  expect(await on.shares(4)).toEqual({ blue: 3, green: 1 })
  await on.raise('part')
  expect((await on.describe()).FailureReason).toContain('"whole"')
})

test('a canary that answers badly is taken back by its own numbers', async () => {
  await on.config('bad', { environment: { BAD: '1' } })
  await on.world.cloudwatch('PutMetricAlarm', {
    AlarmName: 'errors-of-bad',
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocation5XXErrors',
    Dimensions: Object.entries({ EndpointName: 'e', VariantName: 'main', EndpointConfigName: 'bad' }).map(
      ([Name, Value]) => ({ Name, Value }),
    ),
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 0.05,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  })
  await on.update('bad', canary(['errors-of-bad']))
  const began = on.clock.now()
  let failed = 0
  while ((await on.describe()).EndpointStatus === 'Updating') {
    await on.ask().catch(() => failed++)
    await on.clock.advance(5000)
  }
  expect(await on.describe()).toMatchObject({
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('"errors-of-bad"'),
  })
  expect(on.clock.now() - began).toBeLessThanOrEqual(3 * MINUTE)
  // A quarter of them.
  expect(failed).toBeLessThanOrEqual(9)
  expect(await on.shares(8)).toEqual({ blue: 8 })
})

test('an alarm that is in ALARM at the start fails the deployment before anything is launched', async () => {
  await on.alarm('errors', 'ALARM')
  await on.update('green', canary(['errors']))
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('"errors"'),
  })
  expect(on.steps).toEqual([])
})

test('an alarm that is not there is refused, and the endpoint stays as it is', async () => {
  await expect(on.update('green', canary(['nobody']))).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('"nobody"'),
  })
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService' })
})

test('the execution role must be allowed to see the alarms', async () => {
  await on.alarm('errors')
  const { kernel } = on.world
  const allow = kernel.evaluate
  kernel.evaluate = (principal, { action }) => {
    if (principal.kind === 'role' && action === 'cloudwatch:DescribeAlarms')
      throw new AwsError('AccessDeniedException', `not authorized to perform: ${action}`)
  }
  await expect(on.update('green', canary(['errors']))).rejects.toMatchObject({
    code: 'ValidationException',
    message: expect.stringContaining('not authorized to perform: cloudwatch:DescribeAlarms'),
  })
  kernel.evaluate = allow
})

test('a rolling update comes back in the batches that it was told', async () => {
  await on.alarm('errors')
  await on.update('green', rolling({ RollbackMaximumBatchSize: percent(25) }, ['errors']))
  await on.clock.advance(11 * MINUTE)
  await on.raise('errors')
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'blue' })
  expect(await on.shares(4)).toEqual({ blue: 4 })
  expect(on.steps.filter((step) => /^- Updating/.test(step))).toEqual([
    '- Updating: Launching 1 instance(s).',
    '- Updating: Launching 1 instance(s).',
  ])
})

test('an update that takes longer than it may goes back', async () => {
  await on.config('late', { environment: { STARTS_IN: String(50 * MINUTE) } })
  await on.world.sagemaker('CreateEndpointConfig', {
    EndpointConfigName: 'patient',
    ProductionVariants: [
      {
        VariantName: 'main',
        ModelName: 'late',
        InitialInstanceCount: 2,
        InstanceType: 'ml.m5.large',
        ContainerStartupHealthCheckTimeoutInSeconds: 3600,
      },
    ],
  })
  await on.update('patient', canary([], { MaximumExecutionTimeoutInSeconds: 1200 }))
  await on.clock.advance(19 * MINUTE)
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'Updating' })
  await on.clock.advance(2 * MINUTE)
  expect(await on.describe()).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'blue',
    FailureReason: expect.stringContaining('MaximumExecutionTimeoutInSeconds'),
  })
})

test('a deployment config is remembered by CreateEndpoint, and used again when it is asked for', async () => {
  await on.update('green', canary())
  await on.clock.advance(15 * MINUTE)
  await on.update('blue', undefined, { RetainDeploymentConfig: true })
  expect(await on.shares(4)).toEqual({ green: 3, blue: 1 })
  await on.clock.advance(15 * MINUTE)
  await on.update('green')
  expect(await on.shares(4)).toEqual({ green: 4 })
})

test('what half of the instances cannot give is refused', async () => {
  await on.config('one', { count: 1 })
  await expect(on.update('one', canary())).rejects.toThrow('CanarySize must be less than or equal to 50%')
  const three = blueGreen('LINEAR', { LinearStepSize: { Type: 'INSTANCE_COUNT', Value: 3 } })
  await expect(on.update('green', three)).rejects.toThrow('LinearStepSize must be less than or equal to 50%')
})

test('a request in flight when its fleet ends is answered', async () => {
  const slow = on.ask({ Body: Buffer.from('slow') })
  await on.update('green')
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'Updating' })
  await on.clock.advance(MINUTE)
  expect(await slow).toBe('blue')
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
})

test('an hour of baking takes well under a second', async () => {
  const began = process.cpuUsage()
  await on.update('green', blueGreen('CANARY', { CanarySize: percent(25), WaitIntervalInSeconds: 3600 }))
  await on.clock.advance(66 * MINUTE)
  expect(await on.describe()).toMatchObject({ EndpointStatus: 'InService', EndpointConfigName: 'green' })
  // Of this process: what others do on the machine does not count.
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1000).toBeLessThan(1000)
})
