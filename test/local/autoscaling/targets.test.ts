import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, Scaled } from './scaled.ts'

let scaled: Scaled
beforeEach(async () => {
  scaled = await Scaled.open()
})
afterEach(() => scaled.close())

const refused = (message: RegExp, name = 'ValidationException') => ({ name, message: expect.stringMatching(message) })

describe('a scalable target', () => {
  it('is told of as it was registered, and keeps what a second registration does not give', async () => {
    const { ScalableTargetARN } = await scaled.register(1, 4, { Tags: { team: 'ml' } })
    await scaled.call('RegisterScalableTarget', { MaxCapacity: 6, SuspendedState: { ScheduledScalingSuspended: true } })
    const { ScalableTargets } = await scaled.call('DescribeScalableTargets', { ScalableDimension: undefined })
    expect(ScalableTargets).toEqual([
      {
        ServiceNamespace: 'sagemaker',
        ResourceId: 'endpoint/e/variant/main',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        MinCapacity: 1,
        MaxCapacity: 6,
        RoleARN:
          'arn:aws:iam::000000000000:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
        CreationTime: new Date(scaled.on.clock.now()),
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: true,
        },
        ScalableTargetARN,
      },
    ])
    expect(await scaled.on.world.autoscaling('ListTagsForResource', { ResourceARN: ScalableTargetARN })).toEqual({
      Tags: { team: 'ml' },
    })
  })

  it('moves a capacity that lies outside of its bounds, and says why', async () => {
    await scaled.register(3, 5)
    expect(await scaled.instances()).toBe(3)
    await scaled.register(1, 2)
    expect(await scaled.instances()).toBe(2)
    const told = (await scaled.activities()).map(({ Description, Cause, StatusCode, StatusMessage }) => [
      Description,
      Cause,
      StatusCode,
      StatusMessage,
    ])
    const fulfilled = (count: number) =>
      `Successfully set desired instance count to ${count}. Change successfully fulfilled by sagemaker.`
    expect(told).toEqual([
      ['Setting desired instance count to 3.', 'minimum capacity was set to 3', 'Successful', fulfilled(3)],
      ['Setting desired instance count to 2.', 'maximum capacity was set to 2', 'Successful', fulfilled(2)],
    ])
  })

  it('is refused with bounds or a variant that cannot be', async () => {
    const cases: [object, RegExp][] = [
      [{ MinCapacity: 0, MaxCapacity: 3 }, /Minimum capacity cannot be less than 1/],
      [{ MinCapacity: 3, MaxCapacity: 2 }, /Maximum capacity cannot be less than minimum capacity/],
      [{ MaxCapacity: 2 }, /Minimum capacity must be specified/],
      [{ MinCapacity: 1, MaxCapacity: 2, ResourceId: 'endpoint/e/variant/other' }, /Could not find variant "other"/],
      [{ MinCapacity: 1, MaxCapacity: 2, ResourceId: 'endpoint/none/variant/main' }, /Could not find endpoint/],
      [
        { MinCapacity: 1, MaxCapacity: 2, ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency' },
        /no provisioned concurrency/,
      ],
      [
        { MinCapacity: 1, MaxCapacity: 2, ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' },
        /scales variants of SageMaker endpoints alone/,
      ],
    ]
    for (const [input, message] of cases)
      await expect(scaled.call('RegisterScalableTarget', input)).rejects.toMatchObject(refused(message))
  })

  it('is needed before a policy or a scheduled action', async () => {
    const missing = refused(
      /^No scalable target registered for service namespace: sagemaker/,
      'ObjectNotFoundException',
    )
    await expect(scaled.track(60)).rejects.toMatchObject(missing)
    const action = { ScheduledActionName: 's', Schedule: 'rate(1 hour)', ScalableTargetAction: { MinCapacity: 1 } }
    await expect(scaled.call('PutScheduledAction', action)).rejects.toMatchObject(missing)
    await expect(scaled.call('DeregisterScalableTarget')).rejects.toMatchObject(missing)
  })

  it('takes policies, their alarms and scheduled actions along when it is deregistered', async () => {
    await scaled.register(1, 4)
    await scaled.track(60)
    await scaled.call('PutScheduledAction', {
      ScheduledActionName: 's',
      Schedule: 'rate(1 hour)',
      ScalableTargetAction: { MinCapacity: 4 },
    })
    await scaled.call('DeregisterScalableTarget')
    const none = { ScalableDimension: undefined }
    expect((await scaled.call('DescribeScalableTargets', none)).ScalableTargets).toEqual([])
    expect((await scaled.call('DescribeScalingPolicies')).ScalingPolicies).toEqual([])
    expect((await scaled.call('DescribeScheduledActions')).ScheduledActions).toEqual([])
    expect(await scaled.alarms()).toEqual([])
    await scaled.on.clock.advance(120 * MINUTE)
    expect(await scaled.instances()).toBe(2)
  })

  it('goes with its endpoint', async () => {
    await scaled.register(1, 4)
    await scaled.track(60)
    await scaled.on.world.sagemaker('DeleteEndpoint', { EndpointName: 'e' })
    await scaled.on.clock.settle()
    const { ScalableTargets } = await scaled.call('DescribeScalableTargets', { ScalableDimension: undefined })
    expect([ScalableTargets, await scaled.alarms()]).toEqual([[], []])
  })

  it('keeps an update from changing the instance type of its variant, and no other update', async () => {
    await scaled.register(1, 4)
    await scaled.on.config('green')
    await scaled.on.world.sagemaker('CreateEndpointConfig', {
      EndpointConfigName: 'larger',
      ProductionVariants: [
        { VariantName: 'main', ModelName: 'green', InitialInstanceCount: 1, InstanceType: 'ml.m5.xlarge' },
      ],
    })
    await expect(scaled.on.update('larger')).rejects.toMatchObject(
      refused(/^The variant\(s\) "\[main\]" must be deregistered as scalable targets/),
    )
    await scaled.on.update('green')
    expect((await scaled.on.describe()).EndpointConfigName).toBe('green')
    await scaled.call('DeregisterScalableTarget')
    await scaled.on.update('larger')
    expect((await scaled.on.describe()).EndpointConfigName).toBe('larger')
  })
})
