import type { RunRequestAnswer } from '#shared/domain/api-answers.ts'
import type { Facts } from './invariants/facts.ts'
import type { Accepted } from './invariants/triggers.ts'
import { manifestOf } from './manifest-of.ts'
import type { Action, SimulatedLine } from './scenario.ts'
import type { World } from './world.ts'

/** Everybody who does something to the service from outside, and what they were told. */
export class Actor {
  readonly accepted: Accepted & { triggers: Set<string>; objects: Set<string> } = {
    triggers: new Set(),
    objects: new Set(),
  }
  /** What was done and what came of it, in order. */
  readonly told: { at: number; what: string; answer: string }[] = []
  /** Endpoints that were removed by hand, and when. */
  readonly removed = new Map<string, number>()
  readonly #world: World
  /** Sources that a manifest in force reads. */
  readonly #sources = new Set<string>()
  /** What each model line was last told to be, heard or not. */
  readonly #lines = new Map<string, SimulatedLine>()
  /** Lines that were ever told a schedule: the manifest that took it back may not have been heard. */
  readonly #scheduled = new Set<string>()

  constructor(world: World) {
    this.#world = world
  }

  /** Does one thing; never rejects. Restarts are the driver's. */
  async perform(action: Action): Promise<void> {
    const { act } = action
    if (act === 'apply') await this.#apply(action)
    else if (act === 'put') await this.#put(action)
    else if (act === 'run') await this.#run(action)
    else if (act === 'push') await this.#push(action)
    else if (act === 'answer') await this.answer(action.approve, action.tabs)
    else if (act === 'stop') await this.#stop(action.machine)
    else if (act === 'delete-model') await this.#deleteModel()
    else if (act === 'go-back') await this.#goBack(action)
    else if (act === 'ask') await this.#ask(action)
    else if (act === 'delete-endpoint') await this.#deleteEndpoint(action.model)
    else if (act !== 'restart') await this.#meddle(act, action.model)
  }

  /** Answers every candidate that waits for a person. */
  async answer(approve: boolean, tabs = 1): Promise<void> {
    const { ledger } = await this.#facts()
    const waiting = ledger.approvals.filter(
      ({ answer, run }) => !answer && ledger.runs.some((one) => one.run === run && one.status === 'awaiting-approval'),
    )
    await Promise.all(
      waiting.flatMap(({ model, run }) =>
        Array.from({ length: tabs }, () =>
          this.#note(`${approve ? 'approve' : 'reject'} ${run}`, () =>
            this.#world.api.request('POST', ['models', model, 'runs', run, 'approval'], {
              approve,
              reason: 'simulated',
            }),
          ),
        ),
      ),
    )
  }

  /** Says yes to every rollout that waits for a person at its gate, which stays shut for a week otherwise. */
  async openGates(): Promise<void> {
    const { ledger } = await this.#facts()
    const atGate = ledger.rollouts.filter(({ gateSince, endedAt }) => gateSince && !endedAt)
    await Promise.all(atGate.map(({ model }) => this.#ask({ model, ask: 'promote' })))
  }

  /** Ends schedules, which would bring something new for ever. */
  async endSchedules(): Promise<void> {
    for (const line of this.#lines.values())
      if (this.#scheduled.has(line.model)) await this.#apply({ line: { ...line, schedule: undefined } })
  }

  /** Has what lies in the dead-letter queues done again, as an operator does when the cause is gone. */
  async redrive(): Promise<void> {
    const { call } = this.#world
    const { QueueUrls = [] } = await call('sqs', 'ListQueues', {})
    for (const QueueUrl of QueueUrls.filter((url: string) => url.endsWith('dead-letters'))) {
      const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }
      const { Messages = [] } = await call('sqs', 'ReceiveMessage', input)
      for (const { Body, MessageAttributes, ReceiptHandle } of Messages) {
        await this.#note(`redrive ${Body.slice(0, 80)}`, () => this.#again(QueueUrl, Body, MessageAttributes))
        await call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle })
      }
    }
  }

  #again(queue: string, body: string, attributes: Record<string, { StringValue: string }> = {}): Promise<unknown> {
    const { call, outputs } = this.#world
    if (queue.endsWith('wake-dead-letters'))
      return call('sqs', 'SendMessage', { QueueUrl: outputs['WakeQueueUrl'], MessageBody: body })
    const { requestContext, requestPayload } = JSON.parse(body)
    const FunctionName = requestContext?.functionArn ?? attributes['TARGET_ARN']!.StringValue
    const Payload = Buffer.from(requestPayload ? JSON.stringify(requestPayload) : body)
    return call('lambda', 'Invoke', {
      FunctionName: FunctionName.replace(/:\$LATEST$/, ''),
      InvocationType: 'Event',
      Payload,
    })
  }

  async #apply({ line }: { line: SimulatedLine }): Promise<void> {
    const answer = await this.#note(`apply ${line.model}`, () =>
      this.#world.api.request('PUT', ['models', line.model], manifestOf(line)),
    )
    // Without an answer it may hold nonetheless, and its schedule would go on for ever.
    this.#lines.set(line.model, line)
    if (line.schedule) this.#scheduled.add(line.model)
    if (answer) this.#sources.add(line.model)
  }

  async #put({ model, file, content }: Extract<Action, { act: 'put' }>): Promise<void> {
    const Key = `data/${model}/${file}`
    const isRead = this.#sources.has(model)
    const input = { Bucket: this.#world.bucket, Key, Body: Buffer.from(`${content}\n`) }
    const answer = await this.#note(`put ${Key} (${content})`, () => this.#world.call('s3', 'PutObject', input))
    if (answer && isRead) this.accepted.objects.add(Key)
  }

  async #run({ model, key }: Extract<Action, { act: 'run' }>): Promise<void> {
    const answer = await this.#note(`run ${model} (${key})`, () =>
      this.#world.api.request<RunRequestAnswer>('POST', ['models', model, 'runs'], { idempotencyKey: key }),
    )
    if (answer) this.accepted.triggers.add(answer.trigger)
  }

  async #push({ model, digest }: Extract<Action, { act: 'push' }>): Promise<void> {
    const detail = {
      'action-type': 'PUSH',
      result: 'SUCCESS',
      'repository-name': model,
      'image-digest': digest,
      'image-tag': 'latest',
    }
    await this.#note(`push an image to ${model}`, async () =>
      this.#world.emit({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail }),
    )
  }

  async #stop(machine: 'lifecycle' | 'deploy'): Promise<void> {
    const { lifecycle, deploy } = await this.#facts()
    const running = (machine === 'lifecycle' ? lifecycle : deploy).find(({ status }) => status === 'RUNNING')
    if (!running) return
    await this.#note(`stop ${running.name}`, () =>
      this.#world.call('stepfunctions', 'StopExecution', { executionArn: running.arn }),
    )
  }

  /** By hand, which the ledger does not know of. */
  async #deleteModel(): Promise<void> {
    const ModelName = (await this.#facts()).ledger.lines.find(({ champion }) => champion)?.champion?.modelName
    if (ModelName)
      await this.#note(`delete the model ${ModelName}`, () =>
        this.#world.call('sagemaker', 'DeleteModel', { ModelName }),
      )
  }

  async #goBack({ model, to, copies }: Extract<Action, { act: 'go-back' }>): Promise<void> {
    const body = { reason: 'simulated', ...(to !== undefined && { to }) }
    await Promise.all(
      Array.from({ length: copies }, () =>
        this.#note(`take ${model} back${to === undefined ? '' : ` to ${to}`}`, () =>
          this.#world.api.request('POST', ['models', model, 'rollback'], body),
        ),
      ),
    )
  }

  async #ask({ model, ask }: Pick<Extract<Action, { act: 'ask' }>, 'model' | 'ask'>): Promise<void> {
    await this.#note(`${ask} what is rolled out for ${model}`, () =>
      this.#world.api.request('POST', ['models', model, 'rollout'], { ask, reason: 'simulated' }),
    )
  }

  /** By hand, which the ledger does not know of. */
  async #deleteEndpoint(model: string): Promise<void> {
    const EndpointName = this.#world.endpointOf(model)
    await this.#note(`delete the endpoint of ${model}`, async () => {
      await this.#world.call('sagemaker', 'DeleteEndpoint', { EndpointName })
      this.removed.set(EndpointName, this.#world.clock.now())
    })
  }

  async #meddle(act: 'lose-alarm' | 'raise-alarm', model: string): Promise<void> {
    const { call } = this.#world
    const asked = { AlarmNamePrefix: `${this.#world.endpointOf(model)}-` }
    const { MetricAlarms = [] } = await call('cloudwatch', 'DescribeAlarms', asked)
    const AlarmName = MetricAlarms[0]?.AlarmName
    if (AlarmName === undefined) return
    await this.#note(`${act} ${AlarmName}`, () =>
      act === 'lose-alarm'
        ? call('cloudwatch', 'DeleteAlarms', { AlarmNames: [AlarmName] })
        : call('cloudwatch', 'SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'simulated' }),
    )
  }

  #facts(): Promise<Facts> {
    return this.#world.facts({ payloads: false, owners: false })
  }

  /** Undefined when it was refused, or nobody knows. */
  async #note<Answer>(what: string, act: () => Promise<Answer>): Promise<NonNullable<Answer> | undefined> {
    const at = this.#world.clock.now()
    try {
      const answer = await act()
      this.told.push({ at, what, answer: 'ok' })
      return answer ?? undefined
    } catch (error) {
      this.told.push({ at, what, answer: String(error) })
      return undefined
    }
  }
}
