import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApiClient, createApiClient } from '#cli/connection/api-client.ts'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { inTime } from '#cli/simulate/in-time.ts'
import { inlineFetch } from '#cli/simulate/inline-fetch.ts'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { CallSite } from '#local/faults/call-site.ts'
import { type Faults, type InstanceFault, noFaults, type RunningInvocation, Unanswered } from '#local/faults/faults.ts'
import type { AwsEvent } from '#local/kernel/kernel.ts'
import { type Runtime, startRuntime } from '#local/start.ts'
import type {
  DecisionsAnswer,
  ModelAnswer,
  OrphansAnswer,
  RolloutsAnswer,
  RunAnswer,
  RunsAnswer,
  VersionsAnswer,
} from '#shared/domain/api-answers.ts'
import type { Behaviour } from './model.ts'

const MODEL = 'line'
export const ENDPOINT = `trimtab-dev-${MODEL}`
const MINUTE = 60_000
/** Requests come so many at once, this often. */
const PACE = 5000
const TOGETHER = 20

type Blow = 'crash' | Error | undefined

/** What goes wrong on purpose, chosen anew by each test. */
export interface Wrong {
  /** Whether a call is refused, or crashes the function that makes it; asked before and after each. */
  call?: (site: CallSite, moment: 'before' | 'after') => Blow | Promise<Blow>
  deliveries?: (event: AwsEvent) => number[]
  instances?: () => InstanceFault | undefined
  silent?: boolean
}

/** One model line of the packaged service on a virtual clock in this process: data that lands says how its model behaves. */
export class RolledLine {
  readonly clock = new VirtualClock({ start: Date.parse('2026-03-02T08:00:00Z'), auto: false, alone: true })
  wrong: Wrong = {}
  /** The line that all of this is about; another one lives beside it. */
  model = MODEL
  /** Requests that a caller saw fail, by the first value of their row. */
  failed: Record<string, number> = {}
  answered = 0
  /** Calls that changed the endpoint, in order. */
  readonly changes: string[] = []
  readonly #stateDir = mkdtempSync(join(tmpdir(), 'trimtab-rolled-'))
  readonly #running = new Map<string, RunningInvocation>()
  #runtime!: Runtime
  #api!: ApiClient
  #queue!: string
  #files = 0
  #asked = 0

  async start(): Promise<this> {
    const { packageDir } = await ensurePackaged(projectRoot)
    this.#runtime = await startRuntime({
      stateDir: this.#stateDir,
      packageDir,
      stackName: 'trimtab-dev',
      clock: this.clock,
      imagesFile: new URL('./images.yaml', import.meta.url).pathname,
      inline: true,
      faults: this.#faults(),
    })
    const { kernel, outputs, credentials } = this.#runtime
    const client = { region: kernel.region }
    const place = { region: kernel.region, stage: 'dev', place: 'the runtime under test', local: true, client }
    const connection = { ...place, apiUrl: outputs['ApiUrl']!, credentials: async () => credentials }
    this.#api = createApiClient(connection, inlineFetch(kernel.connect), () => kernel.clock.date())
    this.#queue = await this.#hearNotices()
    return this
  }

  async stop(): Promise<void> {
    await this.#runtime.stop()
    rmSync(this.#stateDir, { recursive: true, force: true })
  }

  call(service: string, operation: string, input: object): Promise<any> {
    return this.#runtime.kernel.call(service, operation, input, this.#runtime.kernel.root)
  }

  get outputs(): Record<string, string> {
    return this.#runtime.outputs
  }

  async request<T>(method: string, path: string[], body?: object): Promise<T> {
    return inTime(this.clock, this.#api.request<T>(method as 'GET', path, body))
  }

  /** Applies the line with a `deploy` section of its own, and others if it is to scale, or to be switched by the clock. */
  async apply(deploy: object, scale?: object, switching?: object): Promise<void> {
    const manifest = `
model: ${this.model}
data: { source: data/${this.model}/, format: csv, quietPeriod: 0s }
prepare: { sql: prepare.sql, label: label }
train: { algorithm: xgboost, hyperparameters: { objective: 'binary:logistic', num_round: 10 } }
evaluate: { metrics: [{ name: accuracy, atLeast: 0.7 }] }
approve: auto
deploy: ${JSON.stringify({ mode: 'realtime', ...deploy })}
retrain: { on: [data], cooldown: 0s, atMostPerDay: 100 }
${scale ? `scale: ${JSON.stringify(scale)}` : ''}
${switching ? `switch: ${JSON.stringify(switching)}` : ''}
`
    const files = { 'prepare.sql': 'SELECT * FROM input' }
    await this.request('PUT', ['models', this.model], { manifest, files })
  }

  /** Data lands whose model behaves so. */
  async land(behaviour: Behaviour = {}): Promise<void> {
    const Key = `data/${this.model}/${String(++this.#files).padStart(4, '0')}.csv`
    await this.call('s3', 'PutObject', { Bucket: this.outputs['BucketName'], Key, Body: JSON.stringify(behaviour) })
  }

  /** Data lands; requests flow, 240 a minute, until the run that it starts is over. */
  async run(
    behaviour: Behaviour = {},
    { traffic = true, during, minutes = 240 }: { traffic?: boolean; during?: () => unknown; minutes?: number } = {},
  ): Promise<RunAnswer> {
    const before = (await this.runs()).length
    await this.land(behaviour)
    for (let passed = 0; passed < minutes * MINUTE; passed += 4 * PACE) {
      await during?.()
      await this.pass(4 * PACE, traffic)
      const run = (await this.runs())[before]
      if (run?.endedAt) return run
    }
    throw new Error(`run ${before + 1} did not end within ${minutes} minutes: ${JSON.stringify(await this.rollouts())}`)
  }

  /** Lets time pass, with requests or without. */
  async pass(ms: number, traffic = true): Promise<void> {
    for (let left = ms; left > 0; left -= PACE) {
      for (let n = 0; traffic && n < TOGETHER; n++) await this.ask()
      await this.clock.advance(Math.min(PACE, left))
    }
  }

  /** One request of one of two kinds, which have nothing to do with who answers it. Nothing is asked before something serves. */
  async ask(): Promise<void> {
    if (this.changes.length === 0) return
    const row = `${Math.floor(((++this.#asked * 0.6180339887) % 1) + 0.5)},${this.#asked}`
    const input = { EndpointName: `trimtab-dev-${this.model}`, ContentType: 'text/csv', Body: Buffer.from(row) }
    await this.call('sagemaker-runtime', 'InvokeEndpoint', input).then(
      () => this.answered++,
      () => {
        // Before the first version is there nobody is let down.
        if (this.answered > 0) this.failed[row[0]!] = (this.failed[row[0]!] ?? 0) + 1
      },
    )
  }

  async endpoint(): Promise<any> {
    return this.call('sagemaker', 'DescribeEndpoint', { EndpointName: `trimtab-dev-${this.model}` })
  }

  async serves(): Promise<string> {
    const { EndpointConfigName, ProductionVariants } = await this.endpoint()
    return [EndpointConfigName, ...ProductionVariants.map(({ VariantName }: any) => VariantName)].join(' ')
  }

  async runs(): Promise<RunAnswer[]> {
    return (await this.request<RunsAnswer>('GET', ['models', this.model, 'runs'])).runs.toReversed()
  }

  /** Newest first. */
  async rollouts(): Promise<RolloutsAnswer['rollouts']> {
    return (await this.request<RolloutsAnswer>('GET', ['models', this.model, 'rollouts'])).rollouts
  }

  async decisions(): Promise<DecisionsAnswer['decisions']> {
    return (await this.request<DecisionsAnswer>('GET', ['models', this.model, 'decisions'])).decisions
  }

  /** `<version> <status>`, newest first. */
  async versions(): Promise<string[]> {
    const { versions } = await this.request<VersionsAnswer>('GET', ['models', this.model, 'versions'])
    return versions.map(({ version, status }) => `${version} ${status}`)
  }

  async champion(): Promise<number | undefined> {
    return (await this.request<ModelAnswer>('GET', ['models', this.model])).champion?.version
  }

  rollback(body: object): Promise<any> {
    return this.request('POST', ['models', this.model, 'rollback'], body)
  }

  async stock(): Promise<OrphansAnswer['resources']> {
    return (await this.request<OrphansAnswer>('GET', ['orphans'])).resources
  }

  /** The line's own item of the ledger. */
  async item(): Promise<Record<string, any>> {
    const Key = { pk: { S: `LINE#${this.model}` }, sk: { S: 'LINE' } }
    return (await this.call('dynamodb', 'GetItem', { TableName: this.outputs['LedgerTable'], Key })).Item
  }

  /** Names of the alarms that rollouts of the line put. */
  async alarms(): Promise<string[]> {
    const { MetricAlarms } = await this.call('cloudwatch', 'DescribeAlarms', {
      AlarmNamePrefix: `trimtab-dev-${this.model}-`,
    })
    return MetricAlarms.map(({ AlarmName }: any) => AlarmName)
  }

  /** What those who subscribed were told since the last time. */
  async notices(): Promise<any[]> {
    const heard: any[] = []
    for (;;) {
      const input = { QueueUrl: this.#queue, MaxNumberOfMessages: 10 }
      const { Messages = [] } = await this.call('sqs', 'ReceiveMessage', input)
      if (Messages.length === 0) return heard
      for (const { Body, ReceiptHandle } of Messages) {
        heard.push(JSON.parse(Body))
        await this.call('sqs', 'DeleteMessage', { QueueUrl: this.#queue, ReceiptHandle })
      }
    }
  }

  #faults(): Faults {
    return {
      ...noFaults,
      around: async (site, act) => {
        const { service, operation, traceId = '' } = site
        const strike = async (moment: 'before' | 'after') => {
          const fault = await this.wrong.call?.(site, moment)
          if (fault === 'crash') this.#running.get(traceId)?.crash()
          if (fault === 'crash') throw new Unanswered()
          if (fault) throw fault
        }
        await strike('before')
        const answer = await act()
        if (service === 'sagemaker' && /^(Create|Update|Delete)Endpoint(Weights|$)/.test(operation))
          this.changes.push(operation)
        await strike('after')
        return answer
      },
      running: (traceId, invocation) => {
        this.#running.set(traceId, invocation)
        return () => void this.#running.delete(traceId)
      },
      deliveries: (event) => this.wrong.deliveries?.(event) ?? [0],
      instances: () => this.wrong.instances?.(),
      deployment: () => (this.wrong.silent ? 'silent-rollback' : undefined),
    }
  }

  /** A queue that is told what the topic of notices is told. */
  async #hearNotices(): Promise<string> {
    const { QueueUrl } = await this.call('sqs', 'CreateQueue', { QueueName: 'notices' })
    const Endpoint = this.#runtime.kernel.arn('sqs', 'notices')
    const TopicArn = this.#runtime.kernel.arn('sns', 'trimtab-dev-notices')
    const Principal = { Service: 'sns.amazonaws.com' }
    const Statement = [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: Endpoint }]
    const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }
    await this.call('sqs', 'SetQueueAttributes', { QueueUrl, Attributes })
    const subscription = { TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }
    await this.call('sns', 'Subscribe', subscription)
    return QueueUrl
  }
}
