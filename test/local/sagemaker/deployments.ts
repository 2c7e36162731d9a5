import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { Faults } from '#local/faults/faults.ts'
import { createWorld, INLINE_IMAGE, ROLE, type World } from './world.ts'

/** An endpoint `e` of containers within this process, on a clock that moves by `advance` alone. */
export class Deployments {
  world: World
  clock: VirtualClock

  private constructor(world: World, clock: VirtualClock) {
    this.world = world
    this.clock = clock
  }

  static async open(faults?: Faults): Promise<Deployments> {
    const clock = new VirtualClock({ auto: false, alone: true })
    return new Deployments(await createWorld({ clock, ...(faults && { faults }) }), clock)
  }

  /** The next process, when the former one ended, and so much later. */
  async restart(laterMs = 0): Promise<void> {
    this.clock = new VirtualClock({ auto: false, alone: true, start: this.clock.now() + laterMs })
    this.world = await this.world.restart({ clock: this.clock })
    await this.clock.settle()
  }

  /** A config of one variant `main` of a model of its own, whose name is what it answers. */
  async config(name: string, { count = 4, environment = {} }: { count?: number; environment?: object } = {}) {
    await this.world.sagemaker('CreateModel', {
      ModelName: name,
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: INLINE_IMAGE, Environment: { WHO: name, ...environment } },
    })
    await this.world.sagemaker('CreateEndpointConfig', {
      EndpointConfigName: name,
      ProductionVariants: [
        { VariantName: 'main', ModelName: name, InitialInstanceCount: count, InstanceType: 'ml.m5.large' },
      ],
    })
  }

  /** Creates the endpoint and waits until it is in service. */
  async create(config: string): Promise<void> {
    await this.world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: config })
    await this.clock.settle()
  }

  async update(config: string, DeploymentConfig?: object, more: object = {}): Promise<void> {
    await this.world.sagemaker('UpdateEndpoint', {
      EndpointName: 'e',
      EndpointConfigName: config,
      DeploymentConfig,
      ...more,
    })
    await this.clock.settle()
  }

  async alarm(name: string, state = 'OK'): Promise<void> {
    await this.world.cloudwatch('PutMetricAlarm', {
      AlarmName: name,
      Namespace: 'N',
      MetricName: 'M',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
    })
    await this.raise(name, state)
  }

  async raise(name: string, state = 'ALARM'): Promise<void> {
    if (state !== 'INSUFFICIENT_DATA')
      await this.world.cloudwatch('SetAlarmState', {
        AlarmName: name,
        StateValue: state,
        StateReason: 'a test says so',
      })
    await this.clock.settle()
  }

  describe(): Promise<any> {
    return this.world.sagemaker('DescribeEndpoint', { EndpointName: 'e' })
  }

  async ask(more: object = {}): Promise<string> {
    const asked = { EndpointName: 'e', Body: Buffer.from('1'), ...more }
    const { Body } = await this.world.kernel.call('sagemaker-runtime', 'InvokeEndpoint', asked, this.world.kernel.root)
    return Body.toString()
  }

  /** How many of the next requests each model answers. */
  async shares(requests: number): Promise<Record<string, number>> {
    const answers: Record<string, number> = {}
    for (let request = 0; request < requests; request++) {
      const who = await this.ask()
      answers[who] = (answers[who] ?? 0) + 1
    }
    return answers
  }

  /** The statuses that its state-change events told. */
  get statuses(): unknown[] {
    return this.#details('SageMaker Endpoint State Change').map(({ EndpointStatus }) => EndpointStatus)
  }

  /** What its deployment events told: of the new fleet (`+`) and of the one that serves (`-`). */
  get steps(): string[] {
    return this.#details('SageMaker Endpoint Deployment State Change').flatMap((detail) => [
      ...stepsOf('+', detail['PendingDeploymentSummary']?.ProductionVariants),
      ...stepsOf('-', detail['ProductionVariants']),
    ])
  }

  #details(type: string): Record<string, any>[] {
    return this.world.events.filter(({ detailType }) => detailType === type).map(({ detail }) => detail)
  }
}

const stepsOf = (which: string, variants: any[] = []) =>
  variants.flatMap(({ VariantStatus = [] }) =>
    VariantStatus.map(({ Status, StatusMessage }: any) => `${which} ${Status}: ${StatusMessage}`),
  )
