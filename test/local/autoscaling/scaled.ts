import type { Faults } from '#local/faults/faults.ts'
import { Deployments } from '#test/local/sagemaker/deployments.ts'

export const MINUTE = 60_000

const TARGET = {
  ServiceNamespace: 'sagemaker',
  ResourceId: 'endpoint/e/variant/main',
  ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
}
const DIMENSIONS = { EndpointName: 'e', VariantName: 'main' }

interface Options {
  count?: number
  environment?: object
  faults?: Faults
}

/** An endpoint `e` whose variant `main` is scaled, on a clock that moves by `advance` alone. */
export class Scaled {
  readonly on: Deployments

  private constructor(on: Deployments) {
    this.on = on
  }

  static async open({ count = 2, environment = {}, faults }: Options = {}): Promise<Scaled> {
    const on = await Deployments.open(faults)
    await on.config('blue', { count, environment })
    await on.create('blue')
    return new Scaled(on)
  }

  close(): Promise<void> {
    return this.on.world.close()
  }

  async call(operation: string, input: object = {}): Promise<any> {
    const output = await this.on.world.autoscaling(operation, { ...TARGET, ...input })
    await this.on.clock.settle()
    return output
  }

  register(MinCapacity: number, MaxCapacity: number, more: object = {}): Promise<any> {
    return this.call('RegisterScalableTarget', { MinCapacity, MaxCapacity, ...more })
  }

  track(TargetValue: number, more: object = {}, PolicyName = 'track'): Promise<any> {
    return this.call('PutScalingPolicy', {
      PolicyName,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue,
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
        ...more,
      },
    })
  }

  step(StepScalingPolicyConfiguration: object, PolicyName = 'step'): Promise<any> {
    return this.call('PutScalingPolicy', { PolicyName, PolicyType: 'StepScaling', StepScalingPolicyConfiguration })
  }

  /** Each minute so many requests to the whole endpoint, shared out among its instances. */
  async traffic(minutes: number, perMinute: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      this.metric('InvocationsPerInstance', perMinute / (await this.instances()))
      await this.on.clock.advance(MINUTE)
    }
  }

  metric(name: string, value: number, namespace = 'AWS/SageMaker'): void {
    this.on.world.kernel.metric({ namespace, name, dimensions: DIMENSIONS, value, unit: 'None' })
  }

  async instances(): Promise<number> {
    const { ProductionVariants } = await this.on.describe()
    return ProductionVariants[0].DesiredInstanceCount
  }

  /** The oldest first. */
  async activities(more: object = {}): Promise<any[]> {
    const { ScalingActivities } = await this.call('DescribeScalingActivities', more)
    return ScalingActivities.reverse()
  }

  async bounds(): Promise<[number, number]> {
    const { ScalableTargets } = await this.call('DescribeScalableTargets', { ResourceIds: [TARGET.ResourceId] })
    return [ScalableTargets[0].MinCapacity, ScalableTargets[0].MaxCapacity]
  }

  async alarms(): Promise<any[]> {
    const { MetricAlarms } = await this.on.world.cloudwatch('DescribeAlarms', {})
    return MetricAlarms
  }
}
