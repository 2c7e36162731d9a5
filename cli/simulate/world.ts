import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { Faults } from '#local/faults/faults.ts'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { type Runtime, startRuntime } from '#local/start.ts'
import { inlineFetch } from './inline-fetch.ts'
import type { Facts } from './invariants/facts.ts'
import { type Call, gather, type LeftOut, type Place } from './invariants/gather.ts'
import type { Served } from './invariants/serving.ts'

const STAGE = 'dev'
/** What stands in for jobs and models where it does not matter what they compute. */
const STAND_INS = new URL('./stand-in/images.yaml', import.meta.url).pathname

export interface WorldOptions {
  stateDir: string
  /** The folder that `serverless package` wrote. */
  packageDir: string
  /** Epoch ms. */
  start: number
  faults: (clock: () => VirtualClock) => Faults
  /** Jobs and models are the real ones, each a process, instead of stand-ins. */
  real?: boolean
}

/** The packaged service on the embedded runtime and a virtual clock, all in this process. It may be restarted. */
export class World {
  clock: VirtualClock
  /** Configs that came to serve, in order. */
  readonly served: Served[] = []
  /** Endpoints that have come to serve, and are not being removed, each with its config. */
  readonly up = new Map<string, string>()
  readonly #options: WorldOptions
  readonly #faults: Faults
  #runtime!: Runtime

  constructor(options: WorldOptions) {
    this.#options = options
    this.clock = this.#clockFrom(options.start)
    this.#faults = options.faults(() => this.clock)
  }

  async start(): Promise<void> {
    const { stateDir, packageDir, real } = this.#options
    this.#runtime = await startRuntime({
      stateDir,
      packageDir,
      stackName: `trimtab-${STAGE}`,
      clock: this.clock,
      ...(!real && { imagesFile: STAND_INS }),
      inline: true,
      faults: this.#faults,
    })
    this.#runtime.kernel.onEvent(({ detailType, detail }) => {
      if (detailType !== 'SageMaker Endpoint State Change') return
      const { EndpointName, EndpointConfigName } = detail as { EndpointName: string; EndpointConfigName: string }
      if (detail['EndpointStatus'] === 'DELETING') this.up.delete(EndpointName)
      if (detail['EndpointStatus'] !== 'IN_SERVICE') return
      this.up.set(EndpointName, EndpointConfigName)
      this.served.push({ endpoint: EndpointName, configName: EndpointConfigName, at: this.clock.now() })
    })
  }

  /** Ends the runtime, and starts it again on the same state after some time. */
  async restart(afterMs: number): Promise<void> {
    const now = this.clock.now()
    await this.stop()
    this.clock = this.#clockFrom(now + afterMs)
    await this.start()
  }

  async stop(): Promise<void> {
    await this.#runtime.stop()
  }

  /** Processes live in the machine's time. */
  #clockFrom(start: number): VirtualClock {
    return new VirtualClock({ start, auto: false, alone: !this.#options.real })
  }

  endpointOf(model: string): string {
    return `trimtab-${STAGE}-${model}`
  }

  get bucket(): string {
    return this.#runtime.outputs['BucketName']!
  }

  get outputs(): Record<string, string> {
    return this.#runtime.outputs
  }

  /** Calls an operation as the operator. */
  readonly call: Call = (service, operation, input) => {
    const { kernel } = this.#runtime
    return kernel.call(service, operation, input, kernel.root)
  }

  /** An event of a service of AWS that the runtime does not have. */
  emit(event: AwsEvent): void {
    this.#runtime.kernel.emit(event)
  }

  /** The HTTP API, as an operator's client calls it. */
  get api(): ApiClient {
    const { kernel, outputs, credentials } = this.#runtime
    const connection = {
      apiUrl: outputs['ApiUrl']!,
      region: kernel.region,
      stage: STAGE,
      place: 'the simulated service',
      local: true,
      credentials: async () => credentials,
      client: { region: kernel.region },
    }
    return createApiClient(connection, inlineFetch(kernel.connect), () => kernel.clock.date())
  }

  /** What the invariants are judged by, as it stands. */
  async facts(leftOut?: LeftOut): Promise<Facts> {
    const { QueueUrls = [] } = await this.call('sqs', 'ListQueues', {})
    const place: Place = {
      prefix: `trimtab-${STAGE}`,
      ledger: this.outputs['LedgerTable']!,
      lifecycleMachine: this.outputs['LifecycleMachineArn']!,
      deployMachine: this.outputs['DeployMachineArn']!,
      judgedMachine: this.outputs['JudgedRolloutMachineArn']!,
      rollbackMachine: this.outputs['RollbackMachineArn']!,
      deadLetterQueues: QueueUrls.filter((url: string) => url.endsWith('dead-letters')),
    }
    return gather(this.call, place, this.clock.now(), leftOut)
  }
}
