import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import type { Kernel } from '#local/kernel/kernel.ts'
import { type Runtime, startRuntime } from '#local/start.ts'

const MINUTE = 60_000
const MOST_MINUTES = 90
const MODEL = 'judged'
const ENDPOINT = `trimtab-dev-${MODEL}`
export const CHAMPION = `${ENDPOINT}-champion`

type Environment = Record<string, string>

/** The packaged service on a virtual clock in this process, with a champion that serves and a challenger that asks to. */
export class JudgedEndpoint {
  readonly clock = new VirtualClock({ start: Date.parse('2026-03-02T08:00:00Z'), auto: false })
  /** Requests that a caller saw fail. */
  failed = 0
  answered = 0
  readonly #stateDir = mkdtempSync(join(tmpdir(), 'trimtab-judged-'))
  #runtime!: Runtime
  #champion = { config: CHAMPION, model: 'champion' }
  #rollouts = 0
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
    })
    await this.#model('champion', {})
    await this.call('sagemaker', 'CreateEndpointConfig', this.#config(CHAMPION, { main: 'champion' }))
    await this.call('sagemaker', 'CreateEndpoint', { EndpointName: ENDPOINT, EndpointConfigName: CHAMPION })
    await this.clock.advance(5 * MINUTE)
    return this
  }

  async stop(): Promise<void> {
    await this.#runtime.stop()
    rmSync(this.#stateDir, { recursive: true, force: true })
  }

  get kernel(): Kernel {
    return this.#runtime.kernel
  }

  call(service: string, operation: string, input: object): Promise<any> {
    return this.kernel.call(service, operation, input, this.kernel.root)
  }

  /** Rolls a challenger out while requests flow; answers how it ended. */
  async rollout(
    environment: Environment,
    settings: object,
    perMinute: number,
    { during, hooks = [] }: { during?: (rollout: string, executionArn: string) => unknown; hooks?: object[] } = {},
  ) {
    const name = `challenger-${++this.#rollouts}`
    const rollout = `rollout-${this.#rollouts}`
    await this.#model(name, environment)
    const startedAt = new Date(this.clock.now()).toISOString()
    const { config: configName, model } = this.#champion
    const champion = { version: 1, modelName: `${ENDPOINT}-${model}`, configName }
    const item = {
      model: MODEL,
      rollout,
      type: 'judged',
      phase: 'starting',
      challenger: { modelName: name, configName: `${ENDPOINT}-${name}` },
      champion,
      weight: 0,
      step: 0,
      failedChecks: 0,
      stepSince: startedAt,
      startedAt,
    }
    await this.#put({ pk: `LINE#${MODEL}`, sk: `ROLLOUT#${rollout}`, ...item })
    const judgedConfig = this.#config(`${ENDPOINT}-judged-${this.#rollouts}`, { main: model, challenger: name })
    judgedConfig.ProductionVariants[1]!.InitialVariantWeight = 0
    const input = {
      model: MODEL,
      run: 'a-run',
      rollout,
      endpointName: ENDPOINT,
      champion,
      challenger: item.challenger,
      configs: {
        judged: judgedConfig,
        shadow: this.#config(`${ENDPOINT}-shadow-${this.#rollouts}`, { main: model }, { challenger: name }),
        final: this.#config(`${ENDPOINT}-${name}`, { main: name }),
      },
      settings: {
        weights: [20, 50],
        interval: '1m',
        minimumRequests: 200,
        confidence: 0.95,
        failedChecks: 1,
        holdAtMost: '30m',
        gate: 'auto',
        // This machine may be busy: only what is many times as slow counts.
        limits: { errorRate: 0.02, p50: 4, p99: 20, predictions: 0.3 },
        ...settings,
      },
      hooks,
      endpointTimeoutSeconds: 3600,
    }
    const stateMachineArn = this.#runtime.outputs['JudgedRolloutMachineArn']
    const { executionArn } = await this.call('stepfunctions', 'StartExecution', {
      stateMachineArn,
      name: rollout,
      input: JSON.stringify(input),
    })
    const weights: number[] = []
    for (let minute = 0; minute < MOST_MINUTES; minute++) {
      await during?.(rollout, executionArn)
      await this.#traffic(perMinute)
      const { status, output, cause } = await this.call('stepfunctions', 'DescribeExecution', { executionArn })
      const { weight } = await this.item(rollout)
      if (weights.at(-1) !== weight) weights.push(weight)
      if (status === 'SUCCEEDED' && weight === 100) this.#champion = { config: item.challenger.configName, model: name }
      if (status !== 'RUNNING') return { status, cause, weights, minute, ...(output && JSON.parse(output)), rollout }
    }
    throw new Error(
      `${rollout} did not end within ${MOST_MINUTES} minutes: ${JSON.stringify(await this.item(rollout))}`,
    )
  }

  /** Hands functions and machines their roles again, as a deployment does. */
  async deployAgain(roles: RegExp): Promise<void> {
    const { Functions } = await this.call('lambda', 'ListFunctions', {})
    for (const { FunctionName, Role, Timeout } of Functions)
      if (roles.test(Role)) await this.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, Timeout })
    const { stateMachines } = await this.call('stepfunctions', 'ListStateMachines', {})
    for (const { stateMachineArn } of stateMachines) {
      const { roleArn } = await this.call('stepfunctions', 'DescribeStateMachine', { stateMachineArn })
      if (roles.test(roleArn)) await this.call('stepfunctions', 'UpdateStateMachine', { stateMachineArn, roleArn })
    }
  }

  /** A function that hooks may name, with a body such as `return { veto: true }`. */
  async hookFunction(name: string, body: string): Promise<string> {
    const { FunctionArn } = await this.call('lambda', 'CreateFunction', {
      FunctionName: `trimtab-hook-${name}`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: await this.#role('CallHookRole'),
      Code: {
        ZipFile: Buffer.from(zipSync({ 'index.mjs': Buffer.from(`export const handler = async () => { ${body} }`) })),
      },
    })
    return FunctionArn
  }

  /** The rollout as the ledger has it. */
  async item(rollout: string): Promise<any> {
    return this.#get(`ROLLOUT#${rollout}`)
  }

  async decisions(): Promise<any[]> {
    const { Items } = await this.call('dynamodb', 'Query', {
      TableName: this.#runtime.outputs['LedgerTable'],
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: `LINE#${MODEL}` }, ':sk': { S: 'DECISION#' } },
    })
    return Items.map(plain).sort((one: any, other: any) => (one.at < other.at ? -1 : 1))
  }

  async ask(rollout: string, what: 'promote' | 'roll-back'): Promise<void> {
    await this.call('dynamodb', 'UpdateItem', {
      TableName: this.#runtime.outputs['LedgerTable'],
      Key: { pk: { S: `LINE#${MODEL}` }, sk: { S: `ROLLOUT#${rollout}` } },
      UpdateExpression: 'SET asked = :asked',
      ExpressionAttributeValues: {
        ':asked': { M: { what: { S: what }, by: { S: 'ana' }, reason: { S: 'because' }, at: { S: 'now' } } },
      },
    })
  }

  async serves(): Promise<{ config: string; variants: string[] }> {
    const { EndpointConfigName, ProductionVariants } = await this.call('sagemaker', 'DescribeEndpoint', {
      EndpointName: ENDPOINT,
    })
    return { config: EndpointConfigName, variants: ProductionVariants.map(({ VariantName }: any) => VariantName) }
  }

  /** A minute of requests, spread over it in four parts. */
  async #traffic(perMinute: number): Promise<void> {
    const truth: { id: string; label: number }[] = []
    for (let part = 0; part < 4; part++) {
      for (let n = 0; n < perMinute / 4; n++) {
        // All values from 0 to 1 come as often; which variant gets which has nothing to do with them.
        const value = ((++this.#asked * 0.6180339887) % 1).toFixed(6)
        const InferenceId = String(this.#asked)
        const Body = Buffer.from(value)
        const input = { EndpointName: ENDPOINT, Body, ContentType: 'text/csv', Accept: 'text/csv', InferenceId }
        truth.push({ id: InferenceId, label: (this.#asked * 0.7548776662) % 1 < Number(value) ? 1 : 0 })
        await this.call('sagemaker-runtime', 'InvokeEndpoint', input).then(
          () => this.answered++,
          () => this.failed++,
        )
      }
      await this.clock.advance(MINUTE / 4)
    }
    if (truth.length > 0) await this.#tell(truth)
  }

  /** What was true of the requests of a minute: the larger the value, the likelier. */
  async #tell(truth: { id: string; label: number }[]): Promise<void> {
    const now = new Date(this.clock.now()).toISOString()
    const Key = `truth/${MODEL}/${now.slice(0, 13).replace(/[-T]/g, '/')}/${now.slice(14, 19)}.jsonl`
    const lines = truth.map(({ id: eventId, label }) =>
      JSON.stringify({
        groundTruthData: { data: String(label), encoding: 'CSV' },
        eventMetadata: { eventId },
        eventVersion: '0',
      }),
    )
    const Body = Buffer.from(`${lines.join('\n')}\n`)
    await this.call('s3', 'PutObject', { Bucket: this.#runtime.outputs['BucketName'], Key, Body })
  }

  async #role(name: string): Promise<string> {
    const { StackResources } = await this.call('cloudformation', 'DescribeStackResources', { StackName: 'trimtab-dev' })
    const role = StackResources.find(({ LogicalResourceId }: any) => LogicalResourceId === name)
    return `arn:aws:iam::${this.kernel.account}:role/${role.PhysicalResourceId}`
  }

  async #model(name: string, Environment: Environment): Promise<void> {
    await this.call('sagemaker', 'CreateModel', {
      ModelName: `${ENDPOINT}-${name}`,
      ExecutionRoleArn: await this.#role('ServeModelRole'),
      PrimaryContainer: { Image: 'judged:1', Environment },
    })
  }

  #config(EndpointConfigName: string, variants: Record<string, string>, shadows?: Record<string, string>) {
    const all = (named: Record<string, string>) =>
      Object.entries(named).map(([VariantName, model]) => ({
        VariantName,
        ModelName: `${ENDPOINT}-${model}`,
        InitialInstanceCount: 1,
        InstanceType: 'ml.m5.large',
        InitialVariantWeight: 1,
      }))
    return {
      EndpointConfigName,
      ProductionVariants: all(variants),
      ...(shadows && { ShadowProductionVariants: all(shadows) }),
      DataCaptureConfig: {
        EnableCapture: true,
        InitialSamplingPercentage: 100,
        DestinationS3Uri: `s3://${this.#runtime.outputs['BucketName']}/capture/${MODEL}/`,
        CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
        CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
      },
      Tags: [{ Key: 'trimtab:model', Value: MODEL }],
    }
  }

  async #put(item: object): Promise<void> {
    const Item = marshalled(item).M
    await this.call('dynamodb', 'PutItem', { TableName: this.#runtime.outputs['LedgerTable'], Item })
  }

  async #get(sk: string): Promise<any> {
    const { Item } = await this.call('dynamodb', 'GetItem', {
      TableName: this.#runtime.outputs['LedgerTable'],
      Key: { pk: { S: `LINE#${MODEL}` }, sk: { S: sk } },
      ConsistentRead: true,
    })
    return plain(Item)
  }
}

function marshalled(value: unknown): any {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  return { M: Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, marshalled(one)])) }
}

function plain(item: Record<string, any>): any {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, unmarshalled(value)]))
}

function unmarshalled(value: Record<string, any>): unknown {
  if (value['M']) return plain(value['M'])
  if (value['L']) return value['L'].map(unmarshalled)
  if (value['N'] !== undefined) return Number(value['N'])
  return value['S'] ?? value['BOOL'] ?? null
}
