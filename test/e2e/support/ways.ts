import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { penguinsCsv } from './loop.ts'
import { call, ended, eventOf, invoke, put, run, stopRun, until, type Walk, type Way } from './walk.ts'
import { WAYS_OF_MENDING } from './ways-of-mending.ts'
import { WAYS_OF_ROLLOUTS } from './ways-of-rollouts.ts'
import { WAYS_OF_SCALING } from './ways-of-scaling.ts'
import { WAYS_OF_SWITCHING } from './ways-of-switching.ts'

/** Lets the rule with a word in its pattern hear nothing while `work` goes on. */
async function deaf<T>(walk: Walk, word: string, work: () => Promise<T>): Promise<T> {
  const { Rules } = await call(walk, 'events', 'ListRules', {})
  const { Name } = Rules.find(({ EventPattern }: any) => EventPattern?.includes(word))
  await call(walk, 'events', 'DisableRule', { Name })
  try {
    return await work()
  } finally {
    await call(walk, 'events', 'EnableRule', { Name })
  }
}

const sweep = (walk: Walk) => invoke(walk, 'sweepLeases', { scheduledTime: new Date().toISOString() })

const sweepUntilEnded = (walk: Walk) =>
  until(walk, async () => {
    await sweep(walk)
    expect((await walk.loop.runs(walk.model))[0]?.endedAt).toBeDefined()
  })

/** An archive with nothing in it: a container finds no model, and ends. */
const EMPTY_ARCHIVE = gzipSync(Buffer.alloc(1024))

const slow = (manifest: string) => manifest.replace('num_round: 10', 'num_round: 100000')
const resting = (manifest: string) => manifest.replace('cooldown: 0s', 'cooldown: 6h')
const manual = (manifest: string) => manifest.replace('approve: auto', 'approve: manual')
const scheduled = (hour: number) => (manifest: string) =>
  manifest
    .replace('on: [data, code]', 'on: [data, code, schedule]')
    .replace('  code:', `  schedule: { expression: 'cron(0 ${hour} * * ? *)' }\n  code:`)

/** Deploys a version whose endpoint cannot come up, since its artifact was emptied while a person was asked. */
async function deployBlindly(walk: Walk, around: (approve: () => Promise<unknown>) => Promise<unknown>) {
  const { loop, model } = walk
  await loop.apply(model, manual)
  await put(walk, 'first')
  const { run: id } = await run(walk, 1, ({ status }) => expect(status).toBe('awaiting-approval'))
  const artifact = `runs/${model}/${id}/model/`
  const { Contents } = await call(walk, 's3', 'ListObjectsV2', { Bucket: loop.service.bucket, Prefix: artifact })
  for (const { Key } of Contents)
    await call(walk, 's3', 'PutObject', { Bucket: loop.service.bucket, Key, Body: EMPTY_ARCHIVE })
  await around(() =>
    loop.api.request('POST', ['models', model, 'runs', id, 'approval'], { approve: true, reason: 'looks well' }),
  )
  await ended(walk, 1)
}

const endpointRests = (walk: Walk) =>
  until(walk, async () => {
    const EndpointName = `trimtab-dev-${walk.model}`
    const { EndpointStatus } = await call(walk, 'sagemaker', 'DescribeEndpoint', { EndpointName })
    expect(['InService', 'Failed']).toContain(EndpointStatus)
  })

const endpointServes = (walk: Walk, run: string) =>
  until(walk, async () => {
    const EndpointName = `trimtab-dev-${walk.model}`
    const { EndpointStatus, EndpointConfigName } = await call(walk, 'sagemaker', 'DescribeEndpoint', { EndpointName })
    expect([EndpointStatus, EndpointConfigName]).toEqual(['InService', expect.stringContaining(run)])
  })

/** Keeps a function from running until its endpoint has come to rest, so that it finds it so. */
async function late(walk: Walk, name: string, work: () => Promise<unknown>) {
  const FunctionName = `trimtab-dev-${name}`
  await call(walk, 'lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions: 0 })
  try {
    await work()
    await endpointRests(walk)
  } finally {
    await call(walk, 'lambda', 'DeleteFunctionConcurrency', { FunctionName })
  }
}

/** The next occasion of a schedule's target, as its role. */
async function strike(walk: Walk, RoleName: string, Target: object) {
  const { Roles } = await call(walk, 'iam', 'ListRoles', {})
  const { Arn } = Roles.find((role: any) => role.RoleName.includes(`-${RoleName}-`))
  const { kernel } = walk.loop.service
  await call(walk, 'scheduler', 'CreateSchedule', {
    Name: `${walk.model}-${RoleName}-${kernel.requestId().slice(0, 8)}`,
    ScheduleExpression: `at(${new Date(kernel.clock.now() + 1000).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { ...Target, RoleArn: Arn, DeadLetterConfig: { Arn: kernel.arn('sqs', 'trimtab-dev-event-dead-letters') } },
  })
}

/** Ways through the packaged service which together need everything that its roles allow, and each of it once at least. */
export const WAYS: Record<string, Way> = {
  async 'a line is read, planned and listed'(walk) {
    const { loop, model } = walk
    await loop.apply(model)
    await loop.put(`data/${model}/_marker`, '')
    for (const path of [[], [model], [model, 'runs'], [model, 'decisions'], [model, 'versions']])
      await loop.api.request('GET', ['models', ...path])
    await loop.api.request('POST', ['models', model, 'plan'], {}).catch(() => {})
  },

  async 'a schedule is made, changed and taken back through the API'(walk) {
    const { loop, model } = walk
    await loop.apply(model, scheduled(6))
    await loop.apply(model, scheduled(7))
    await loop.apply(model)
  },

  async 'data lands, and a version is deployed; more data, and the endpoint is updated'(walk) {
    await walk.loop.apply(walk.model)
    await put(walk, 'first')
    const { executionArn } = await ended(walk, 1)
    for (const kind of ['processing', 'training', 'transform']) {
      const { [JOBS[kind]!]: jobs } = await call(walk, 'sagemaker', `List${capital(kind)}Jobs`, {
        NameContains: executionArn!.split(':').at(-1)!,
      })
      await invoke(walk, 'adoptJob', { kind, name: jobs[0][`${capital(kind)}JobName`] })
    }
    await put(walk, 'second')
    await ended(walk, 2)
    await walk.loop.api.request('POST', ['models', walk.model, 'plan'], {})
  },

  async 'a person rejects one version and asks for another run'(walk) {
    const { loop, model } = walk
    await loop.apply(model, manual)
    await put(walk, 'first')
    const { run: id } = await run(walk, 1, ({ status }) => expect(status).toBe('awaiting-approval'))
    await loop.api.request('POST', ['models', model, 'runs', id, 'approval'], { approve: false, reason: 'odd' })
    await ended(walk, 1)
    await loop.apply(model)
    await loop.api.request('POST', ['models', model, 'runs'], {})
    await ended(walk, 2)
    const { version: manifestVersion } = (await loop.apply(model)) as { version?: string }
    await invoke(walk, 'planRun', { model, run: id, manifestVersion, attempt: 2 })
  },

  async 'a manifest is uploaded with a schedule, which strikes'(walk) {
    const { loop, model } = walk
    const folder = join(projectRoot, 'test/e2e/lines/penguins')
    const text = readFileSync(join(folder, 'model.yaml'), 'utf8').replaceAll('penguins', model)
    const upload = (edit: (manifest: string) => string, count: number) =>
      loop
        .put(`models/${model}/model.yaml`, edit(text))
        .then(() =>
          until(walk, async () =>
            expect((await loop.decisions(model)).filter(({ subject }) => subject === 'manifest')).toHaveLength(count),
          ),
        )
    await loop.put(`models/${model}/prepare.sql`, readFileSync(join(folder, 'prepare.sql')))
    await upload(scheduled(6), 1)
    await upload(scheduled(7), 2)
    const made = await call(walk, 'scheduler', 'GetSchedule', { GroupName: 'trimtab-dev-lines', Name: model })
    await loop.service.kernel.call('s3', 'PutObject', dataFile(walk), loop.service.kernel.root)
    await ended(walk, 1)
    await strike(walk, 'LineSchedulesRole', { Arn: made.Target.Arn, Input: made.Target.Input })
    await ended(walk, 2)
    await upload((manifest) => manifest, 3)
  },

  async 'code is pushed; while the line rests, triggers wait'(walk) {
    const { loop, model } = walk
    const pushed = JSON.parse(readFileSync(join(projectRoot, 'events/ecr/image-pushed.json'), 'utf8')).detail
    const push = (digit: number) =>
      loop.service.kernel.emit({
        source: 'aws.ecr',
        detailType: 'ECR Image Action',
        resources: [],
        detail: { ...pushed, 'repository-name': model, 'image-digest': `sha256:${String(digit).repeat(64)}` },
      })
    await loop.apply(model, (manifest) => manifest.replace('on: [data, code]', 'on: [code]'))
    await put(walk, 'first')
    await until(walk, async () =>
      expect((await loop.decisions(model)).some(({ decision }) => decision === 'ignore')).toBe(true),
    )
    push(1)
    await ended(walk, 1)
    await loop.apply(model, (manifest) => resting(manifest).replace('on: [data, code]', 'on: [code]'))
    push(2)
    await until(walk, async () =>
      expect((await loop.decisions(model)).some(({ decision }) => decision === 'wait')).toBe(true),
    )
    const at = new Date(Date.now() + 6 * 3_600_000).toISOString()
    const body = JSON.stringify({ model, at })
    await invoke(walk, 'admitWaiting', { Records: [{ messageId: '1', body, eventSource: 'aws:sqs' }] })
  },

  async 'a schedule strikes while its line rests'(walk) {
    const { loop, model } = walk
    await loop.apply(model)
    await put(walk, 'first')
    await ended(walk, 1)
    await loop.apply(model, (manifest) => resting(scheduled(6)(manifest)))
    await invoke(walk, 'onScheduleFired', { model, schedule: model, scheduledTime: new Date().toISOString() })
  },

  async 'a file waits out the quiet period'(walk) {
    await walk.loop.apply(walk.model, (manifest) => manifest.replace('quietPeriod: 0s', 'quietPeriod: 1s'))
    await put(walk, 'first')
    await ended(walk, 1)
  },

  async 'a run is stopped while it trains; what came meanwhile begins the next'(walk) {
    await walk.loop.apply(walk.model, slow)
    await put(walk, 'first')
    await jobStarts(walk, 'Training')
    await put(walk, 'second')
    await until(walk, async () =>
      expect((await walk.loop.decisions(walk.model)).some(({ decision }) => decision === 'coalesce')).toBe(true),
    )
    await stopRun(walk, 1)
    await run(walk, 2)
    await stopRun(walk, 2)
  },

  async 'a run is stopped while it prepares, and another while it scores; the line rests'(walk) {
    await walk.loop.apply(walk.model)
    await Promise.all([jobStarts(walk, 'Processing'), put(walk, 'first')])
    await stopRun(walk, 1)
    await ended(walk, 1)
    await Promise.all([jobStarts(walk, 'Transform'), put(walk, 'second')])
    await walk.loop.apply(walk.model, resting)
    await put(walk, 'third')
    await stopRun(walk, 2)
    await ended(walk, 2)
  },

  async 'nobody hears that a run was stopped, until the sweeper looks'(walk) {
    await walk.loop.apply(walk.model, slow)
    await put(walk, 'first')
    await jobStarts(walk, 'Training')
    await put(walk, 'second')
    await until(walk, async () =>
      expect((await walk.loop.decisions(walk.model)).some(({ decision }) => decision === 'coalesce')).toBe(true),
    )
    await deaf(walk, 'aws.states', () => stopRun(walk, 1))
    await sweep(walk)
    await run(walk, 2)
    await deaf(walk, 'aws.states', async () => {
      await walk.loop.apply(walk.model, (manifest) => resting(slow(manifest)))
      await put(walk, 'third')
      await jobStarts(walk, 'Training')
      await stopRun(walk, 2)
    })
    await sweep(walk)
  },

  async 'nobody hears that an endpoint serves, until the sweeper looks'(walk) {
    await deaf(walk, 'aws.sagemaker', async () => {
      await walk.loop.apply(walk.model)
      await put(walk, 'first')
      await endpointRests(walk)
      await sweepUntilEnded(walk)
    })
  },

  async 'an endpoint cannot come up'(walk) {
    await deployBlindly(walk, (approve) => approve())
  },

  async 'nobody hears that an endpoint cannot come up, until the sweeper looks'(walk) {
    await deployBlindly(walk, async (approve) => {
      await deaf(walk, 'aws.sagemaker', async () => {
        await approve()
        await endpointRests(walk)
        await sweepUntilEnded(walk)
      })
    })
  },

  async 'whoever waits for an endpoint finds it serving'(walk) {
    await walk.loop.apply(walk.model)
    await late(walk, 'awaitEndpoint', () => put(walk, 'first'))
    await ended(walk, 1)
  },

  async 'whoever waits for an endpoint finds it failed'(walk) {
    await deployBlindly(walk, (approve) => late(walk, 'awaitEndpoint', approve))
  },

  async 'a run is stopped while its version is taken to traffic, and the sweeper takes it out again'(walk) {
    const stopDeployment = (count: number, file: string) =>
      deaf(walk, 'aws.sagemaker', async () => {
        await put(walk, file)
        const { run: id } = await run(walk, count)
        await endpointServes(walk, id)
        await stopRun(walk, count)
      })
    const sweepUntilFree = () =>
      until(walk, async () => {
        await sweep(walk)
        expect((await walk.loop.api.request<{ run?: string }>('GET', ['models', walk.model])).run).toBeUndefined()
      })
    await walk.loop.apply(walk.model)
    await stopDeployment(1, 'first')
    await sweepUntilFree()
    const EndpointName = `trimtab-dev-${walk.model}`
    await expect(call(walk, 'sagemaker', 'DescribeEndpoint', { EndpointName })).rejects.toThrow('Could not find')
    await put(walk, 'second')
    const { run: champion } = await ended(walk, 2)
    await stopDeployment(3, 'third')
    await sweepUntilFree()
    await endpointServes(walk, champion)
  },

  async 'schedules strike, and put aside what they may not call'(walk) {
    const { kernel } = walk.loop.service
    const fn = (name: string) => kernel.arn('lambda', `function:trimtab-dev-${name}`)
    const Input = JSON.stringify({ scheduledTime: new Date().toISOString() })
    await Promise.all([
      eventCount(walk, 5),
      strike(walk, 'SweepScheduleRole', { Arn: fn('sweepLeases'), Input }),
      strike(walk, 'SweepScheduleRole', { Arn: fn('onScheduleFired'), Input }),
      strike(walk, 'SweepLeftoversScheduleRole', { Arn: fn('sweepLeftovers'), Input }),
      strike(walk, 'SweepLeftoversScheduleRole', { Arn: fn('sweepLeases'), Input }),
      strike(walk, 'MendScalingScheduleRole', { Arn: fn('mendScaling'), Input }),
      strike(walk, 'MendScalingScheduleRole', { Arn: fn('sweepLeases'), Input }),
      strike(walk, 'SwitchScheduleRole', { Arn: fn('onScalingSchedule'), Input }),
      strike(walk, 'SwitchScheduleRole', { Arn: fn('sweepLeases'), Input }),
      strike(walk, 'LineSchedulesRole', { Arn: fn('sweepLeases'), Input }),
    ])
  },

  async 'a line in mode batch scores what lands, what it is asked to, and by the clock'(walk) {
    const { loop, model } = walk
    const batch = (settings: string) => (manifest: string) =>
      manifest.replace('mode: realtime', `mode: batch\n  batch: { source: score/${model}/${settings} }`)
    const scorings = (count: number) =>
      until(walk, async () => {
        const found = (await loop.decisions(model)).filter(({ subject }) => subject === 'scoring')
        expect(found.length).toBeGreaterThanOrEqual(count)
        return found
      })
    await loop.apply(model, batch(", on: [data, schedule], schedule: { expression: 'cron(0 6 * * ? *)' }"))
    await put(walk, 'first')
    await ended(walk, 1)
    await loop.put(`score/${model}/a.csv`, '46.1,13.2,211,4500\n')
    const [scored] = await scorings(1)
    await loop.api.request('POST', ['models', model, 'scores'], {})
    await invoke(walk, 'onScheduleFired', {
      model,
      schedule: `${model}.score`,
      what: 'score',
      scheduledTime: new Date().toISOString(),
    })
    await scorings(3)
    // What cannot be read makes the job fail; somebody is told.
    await loop.put(`score/${model}/broken.csv`, 'these,are,no,numbers\n')
    await scorings(4)
    await adopted(walk, String(scored!.evidence['job']))
    const slow = await Promise.all([jobStarts(walk, 'Transform'), loop.put(`score/${model}/b.csv`, rowsToScore())])
    expect(slow).toBeDefined()
    await stopScoring(walk)
    await loop.apply(model)
  },

  async 'an asynchronous line is deployed, tells its topics and is asked'(walk) {
    const { loop, model } = walk
    const name = `trimtab-async-${model}`
    const { TopicArn } = await call(walk, 'sns', 'CreateTopic', { Name: name })
    await loop.apply(model, (manifest) =>
      manifest.replace('mode: realtime', `mode: async\n  async: { successTopic: '${TopicArn}' }`),
    )
    await put(walk, 'first')
    await ended(walk, 1)
  },

  async 'a watch ends with the next version, and a hook vetoes the one after'(walk) {
    const { loop, model } = walk
    const hooks = `rollout: { hooks: [{ at: before, url: 'http://127.0.0.1:9/' }] }`
    await loop.apply(model)
    await put(walk, 'first')
    await ended(walk, 1)
    await put(walk, 'second')
    await ended(walk, 2)
    // Nobody listens there, which is a veto.
    await loop.apply(model, (manifest) => manifest.replace('mode: realtime', `mode: realtime\n  ${hooks}`))
    await put(walk, 'third')
    await ended(walk, 3)
  },

  ...WAYS_OF_ROLLOUTS,
  ...WAYS_OF_MENDING,
  ...WAYS_OF_SCALING,
  ...WAYS_OF_SWITCHING,

  async 'the service is deployed again'(walk) {
    const { Functions } = await call(walk, 'lambda', 'ListFunctions', {})
    for (const { FunctionName, Timeout } of Functions) {
      await call(walk, 'lambda', 'UpdateFunctionConfiguration', { FunctionName, Timeout })
      const config = await call(walk, 'lambda', 'GetFunctionEventInvokeConfig', { FunctionName }).catch(() => undefined)
      if (config)
        await call(walk, 'lambda', 'PutFunctionEventInvokeConfig', {
          FunctionName,
          DestinationConfig: { OnFailure: config.DestinationConfig.OnFailure },
        })
    }
    const { EventSourceMappings } = await call(walk, 'lambda', 'ListEventSourceMappings', {})
    for (const { UUID, BatchSize } of EventSourceMappings)
      await call(walk, 'lambda', 'UpdateEventSourceMapping', { UUID, BatchSize })
    const { stateMachines } = await call(walk, 'stepfunctions', 'ListStateMachines', {})
    for (const { stateMachineArn } of stateMachines) {
      const { roleArn } = await call(walk, 'stepfunctions', 'DescribeStateMachine', { stateMachineArn })
      await call(walk, 'stepfunctions', 'UpdateStateMachine', { stateMachineArn, roleArn })
    }
  },
}

/** Enough that the job can be stopped while it scores. */
const rowsToScore = () => '46.1,13.2,211,4500\n'.repeat(200_000)

const adopted = (walk: Walk, name: string) => invoke(walk, 'adoptJob', { kind: 'transform', name })

/** Stops the scoring that is on, as somebody would by hand. */
async function stopScoring(walk: Walk) {
  const stateMachineArn = walk.loop.service.kernel.arn('states', 'stateMachine:trimtab-dev-score-batch')
  const { executions } = await call(walk, 'stepfunctions', 'ListExecutions', {
    stateMachineArn,
    statusFilter: 'RUNNING',
  })
  const own = executions.filter(({ name }: { name: string }) => name.startsWith(`${walk.model}-`))
  await Promise.all(
    own.map(({ executionArn }: { executionArn: string }) =>
      call(walk, 'stepfunctions', 'StopExecution', { executionArn }),
    ),
  )
}

const JOBS: Record<string, string> = {
  processing: 'ProcessingJobSummaries',
  training: 'TrainingJobSummaries',
  transform: 'TransformJobSummaries',
}

const capital = (kind: string) => kind[0]!.toUpperCase() + kind.slice(1)

const dataFile = ({ loop, model }: Walk) => ({
  Bucket: loop.service.bucket,
  Key: `data/${model}/first.csv`,
  Body: penguinsCsv(0, 200),
})

/** Resolves when a job of this kind has begun for the line. */
const jobStarts = (walk: Walk, kind: string) =>
  eventOf(
    walk,
    ({ detailType, detail }) =>
      detailType === `SageMaker ${kind} Job State Change` &&
      String(detail[`${kind}JobName`]).includes(`-${walk.model}-`) &&
      (kind !== 'Training' || detail['SecondaryStatus'] === 'Training'),
  )

/** Resolves when that many messages have come to the queue of dead letters since. */
async function eventCount(walk: Walk, count: number) {
  const { QueueUrl } = await call(walk, 'sqs', 'GetQueueUrl', { QueueName: 'trimtab-dev-event-dead-letters' })
  const messages = async () => {
    const { Attributes } = await call(walk, 'sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })
    return Number(Attributes.ApproximateNumberOfMessages)
  }
  const before = await messages()
  await until(walk, async () => expect(await messages()).toBeGreaterThanOrEqual(before + count))
}
