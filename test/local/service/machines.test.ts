import { afterEach, describe, expect, it } from 'vitest'
import { openWorld, refuse, type World } from './machine-world.ts'

let world: World
afterEach(() => world.room.close())

const auto = { approve: 'auto' }
const hour = 3600_000

async function run(milliseconds = 2 * hour) {
  const executionArn = await world.start()
  await world.room.clock.advance(milliseconds)
  return world.room.finished(executionArn)
}
const operations = () => world.sent.map(({ operation }) => operation).filter((name) => !name.startsWith('Describe'))
const recorded = () => world.called.filter(({ name }) => name === 'recordRun').map(({ payload }) => payload)
const failed = (name: string, message: string) => () => {
  throw Object.assign(new Error(message), { name })
}

describe('a run in which all goes well', () => {
  it('sends the plan’s requests in order, and is billed far fewer than 40 transitions', async () => {
    world = await openWorld(auto)
    expect((await run()).status).toBe('SUCCEEDED')
    expect(operations()).toEqual([
      'CreateProcessingJob',
      'CreateTrainingJob',
      'CreateModel',
      'CreateTransformJob',
      'CreateModelPackageGroup',
      'CreateModelPackage',
      'UpdateModelPackage',
      'CreateEndpointConfig',
      'CreateEndpoint',
    ])
    expect(await world.transitions()).toBeLessThanOrEqual(28)
  })

  it('sends them as they were planned, the tag of Step Functions and the metrics apart', async () => {
    world = await openWorld(auto)
    await run()
    const { requests } = world.plan
    const input = (name: string) => world.sent.find(({ operation }) => operation === name)!.input
    expect(input('CreateProcessingJob')).toMatchObject({ ...requests.processing, Tags: expect.anything() })
    expect(input('CreateModel')).toEqual(requests.model)
    expect(input('CreateEndpoint')).toEqual(requests.endpoint!.input)
    expect(input('CreateModelPackage')).toEqual({
      ...requests.modelPackage,
      CustomerMetadataProperties: { ...requests.modelPackage.CustomerMetadataProperties, 'trimtab:auc': '0.7' },
    })
    expect(recorded()).toHaveLength(1)
    expect(recorded()[0]).toMatchObject({
      deployed: { configName: requests.endpointConfig?.EndpointConfigName },
      failure: null,
    })
  })

  it('updates the endpoint that there is', async () => {
    world = await openWorld(auto, { configName: 'old' })
    expect((await run()).status).toBe('SUCCEEDED')
    expect(operations().slice(-2)).toEqual(['CreateEndpointConfig', 'UpdateEndpoint'])
    expect(await world.transitions()).toBeLessThanOrEqual(29)
  })
})

describe('a run that is refused', () => {
  it('because no plan can be made sends nothing and is no broken run', async () => {
    world = await openWorld(auto)
    world.functions['planRun'] = failed('PlanRefused', 'there is no data')
    const { status, output } = await run()
    expect(status).toBe('SUCCEEDED')
    expect(output).toMatchObject({ status: 'refused', reason: 'there is no data' })
    expect(operations()).toEqual([])
  })

  it('because of its data gives the container’s own words', async () => {
    world = await openWorld(auto)
    const describeJob = world.sagemaker['DescribeProcessingJob']!
    world.sagemaker['DescribeProcessingJob'] = (input) => ({
      ...(describeJob(input) as object),
      ProcessingJobStatus: 'Failed',
      ExitMessage: "'a.csv' is empty.",
    })
    const { status, output } = await run()
    expect([status, output.status, output.reason]).toEqual(['SUCCEEDED', 'refused', "'a.csv' is empty."])
    expect(operations()).toEqual(['CreateProcessingJob'])
  })

  it('because its candidate is not good enough registers and deploys nothing', async () => {
    world = await openWorld(auto)
    world.functions['judgeModel'] = () => ({ verdict: 'fail', reason: 'auc is 0.5', metrics: {}, properties: {} })
    expect((await run()).output).toMatchObject({ status: 'refused', reason: 'auc is 0.5' })
    expect(operations().at(-1)).toBe('CreateTransformJob')
  })
})

describe('a run that breaks', () => {
  it.each([
    ['evaluateCandidate', 'Measure the candidate'],
    ['judgeModel', 'Judge the candidate'],
  ])('in %s ends recorded, with the step and the reason', async (name, step) => {
    world = await openWorld(auto)
    world.functions[name] = failed('TypeError', 'oops')
    const { status, error, cause } = await run()
    expect([status, error, cause]).toEqual(['FAILED', 'RunFailed', `${step}: oops`])
    expect(recorded()[0].failure).toMatchObject({ step, error: 'TypeError' })
  })

  it('at a request that SageMaker refuses tries a few times, then says why', async () => {
    world = await openWorld(auto)
    world.sagemaker['CreateTrainingJob'] = () => refuse('ValidationException', 'no such instance type')
    const { cause } = await run()
    expect(cause).toMatch(/^Train the model: no such instance type/)
    expect(operations().filter((name) => name === 'CreateTrainingJob')).toHaveLength(6)
  })

  it('by the service’s own fault is made again, once, under other names', async () => {
    world = await openWorld(auto)
    const describeJob = world.sagemaker['DescribeTrainingJob']!
    world.sagemaker['DescribeTrainingJob'] = (input) => ({
      ...(describeJob(input) as object),
      TrainingJobStatus: 'Failed',
      FailureReason: 'CapacityError: Unable to provision requested ML compute capacity.',
    })
    const { status, cause } = await run()
    expect(status).toBe('FAILED')
    expect(cause).toContain('CapacityError')
    const names = world.sent.flatMap(({ operation, input }) =>
      operation === 'CreateTrainingJob' ? [input.TrainingJobName] : [],
    )
    expect(names).toEqual([expect.stringMatching(/-train-1$/), expect.stringMatching(/-train-2$/)])
  })
})

describe('a retry', () => {
  it('after a throttle sends the same request again', async () => {
    world = await openWorld(auto)
    let tries = 0
    const create = world.sagemaker['CreateProcessingJob']!
    world.sagemaker['CreateProcessingJob'] = (input) =>
      ++tries < 3 ? refuse('ThrottlingException', 'Rate exceeded') : create(input)
    expect((await run()).status).toBe('SUCCEEDED')
    expect(tries).toBe(3)
  })

  it.each([
    ['CreateProcessingJob', 'processing', '-prepare-1'],
    ['CreateTrainingJob', 'training', '-train-1'],
    ['CreateTransformJob', 'transform', '-score-1'],
  ])('that finds the job of its first try (%s) adopts it and waits for it', async (operation, kind, name) => {
    world = await openWorld(auto)
    world.sagemaker[operation] = () => refuse('ResourceInUse', 'Job name must be unique')
    let looks = 0
    world.functions['adoptJob'] = (job) => (++looks < 4 ? failed('JobStillRuns', 'it runs')() : job)
    expect((await run()).status).toBe('SUCCEEDED')
    expect(looks).toBe(4)
    const [adopted] = world.called.filter((call) => call.name === 'adoptJob')
    expect(adopted!.payload).toEqual({ kind, name: expect.stringContaining(name) })
    expect(operations().filter((sent) => sent === operation)).toHaveLength(1)
  })

  it('that finds its model, config or group there already goes on', async () => {
    world = await openWorld(auto)
    world.sagemaker['CreateModel'] = () => refuse('ValidationException', 'Cannot create already existing model "m".')
    world.sagemaker['CreateModelPackageGroup'] = () =>
      refuse('ValidationException', 'Model Package Group already exists: g')
    world.sagemaker['CreateEndpointConfig'] = () =>
      refuse('ValidationException', 'Cannot create already existing endpoint configuration "c".')
    expect((await run()).status).toBe('SUCCEEDED')
    expect(world.called.at(-1)).toMatchObject({ name: 'recordRun', payload: { failure: null } })
  })

  it.each(['planRun', 'evaluateCandidate', 'judgeModel', 'awaitEndpoint', 'smokeTest', 'recordRun'])(
    'calls %s again when its process died',
    async (name) => {
      world = await openWorld(auto)
      const works = world.functions[name]!
      let calls = 0
      world.functions[name] = (payload) => (++calls === 1 ? failed('Runtime.ExitError', 'killed')() : works(payload))
      expect((await run()).status).toBe('SUCCEEDED')
      expect(calls).toBe(2)
      expect(world.called.at(-1)).toMatchObject({ name: 'recordRun', payload: { failure: null } })
    },
  )
})

describe('approval by a person', () => {
  const manual = { approve: 'manual', approveWithin: '2d' }
  const token = () => world.called.find(({ name }) => name === 'awaitApproval')!.payload.taskToken as string
  const answer = (approve: boolean) =>
    world.room.call('SendTaskSuccess', {
      taskToken: token(),
      output: JSON.stringify({ approve, by: 'ana', reason: 'seen' }),
    })

  it('is waited for before anything is deployed', async () => {
    world = await openWorld(manual)
    const executionArn = await world.start()
    await world.room.clock.advance(hour)
    expect(operations().at(-1)).toBe('CreateModelPackage')
    await answer(true)
    await world.room.clock.advance(hour)
    expect((await world.room.finished(executionArn)).status).toBe('SUCCEEDED')
    expect(operations().at(-1)).toBe('CreateEndpoint')
  })

  it('that is denied rejects the version, and the champion stays', async () => {
    world = await openWorld(manual)
    const executionArn = await world.start()
    await world.room.clock.advance(hour)
    await answer(false)
    await world.room.clock.advance(hour)
    expect((await world.room.finished(executionArn)).status).toBe('SUCCEEDED')
    expect(world.sent.at(-1)).toMatchObject({
      operation: 'UpdateModelPackage',
      input: { ModelApprovalStatus: 'Rejected' },
    })
    expect(recorded()[0]).toMatchObject({ approval: { approve: false, by: 'ana' }, deployed: null })
  })

  it('that nobody gives in time is a rejection', async () => {
    world = await openWorld(manual)
    const { status } = await run(50 * hour)
    expect(status).toBe('SUCCEEDED')
    expect(recorded()[0].approval).toMatchObject({ approve: false, by: 'the deadline' })
    expect(operations().at(-1)).toBe('UpdateModelPackage')
  })
})

describe('a deployment', () => {
  const fail = (error: string, cause: string) =>
    (world.functions['awaitEndpoint'] = ({ taskToken, configName }) =>
      configName === 'old'
        ? world.room.call('SendTaskSuccess', { taskToken, output: '{}' })
        : world.room.call('SendTaskFailure', { taskToken, error, cause }))

  it.each([undefined, 'fail'])('is refused while the ledger’s verdict is %s', async (verdict) => {
    world = await openWorld(auto)
    world.verdict = verdict
    const { cause } = await run()
    expect(cause).toMatch(/^Deploy the version: the ledger holds no passing verdict for /)
    expect(operations()).not.toContain('CreateEndpointConfig')
  })

  it('whose endpoint fails to answer the smoke test a few times is asked again', async () => {
    world = await openWorld(auto, { configName: 'old' })
    const passes = world.functions['smokeTest']!
    let asked = 0
    world.functions['smokeTest'] = (payload) =>
      asked++ < 4 ? failed('EndpointUnsteady', 'ThrottlingException: Rate exceeded')() : passes(payload)
    expect((await run()).status).toBe('SUCCEEDED')
    expect(asked).toBe(5)
  })

  it('whose smoke test fails puts back what served before, waits for it, and ends as failed', async () => {
    world = await openWorld(auto, { configName: 'old' })
    world.functions['smokeTest'] = failed('SmokeTestFailed', '10 rows were sent and 0 predictions came back')
    const { status, cause } = await run()
    expect([status, cause]).toEqual(['FAILED', 'Deploy the version: 10 rows were sent and 0 predictions came back'])
    // A wrong answer stays one.
    expect(world.called.filter(({ name }) => name === 'smokeTest')).toHaveLength(1)
    const updates = world.sent.filter(({ operation }) => operation === 'UpdateEndpoint')
    expect(updates.map(({ input }) => input.EndpointConfigName)).toEqual([
      world.plan.requests.endpointConfig?.EndpointConfigName,
      'old',
    ])
    expect((await world.states('deploy')).slice(-2)).toEqual([
      'Tell that it was not deployed',
      'It could not be deployed',
    ])
    expect(world.notices).toEqual([
      expect.objectContaining({ what: 'rolled back', reason: '10 rows were sent and 0 predictions came back' }),
    ])
  })

  it('whose smoke test fails where nothing served before leaves no endpoint behind', async () => {
    world = await openWorld(auto)
    world.functions['smokeTest'] = failed('SmokeTestFailed', 'no answer')
    expect((await run()).status).toBe('FAILED')
    expect(operations().at(-1)).toBe('DeleteEndpoint')
  })

  it('that SageMaker rolled back is failed, and nothing is updated on top of it', async () => {
    world = await openWorld(auto, { configName: 'old' })
    fail('EndpointRolledBack', 'SageMaker went back to old')
    const { cause } = await run()
    expect(cause).toBe('Deploy the version: SageMaker went back to old')
    expect(world.notices).toMatchObject([{ what: 'silent rollback', evidence: { before: 'old' } }])
    expect(operations().filter((name) => name === 'UpdateEndpoint')).toHaveLength(1)
  })

  it('whose endpoint failed is put back', async () => {
    world = await openWorld(auto, { configName: 'old' })
    fail('EndpointFailed', 'the endpoint is Failed: no ping')
    await run()
    expect(operations().filter((name) => name === 'UpdateEndpoint')).toHaveLength(2)
  })

  it('waits for whoever changes the endpoint at the time', async () => {
    world = await openWorld(auto)
    let asked = 0
    world.functions['beginRollout'] = () =>
      ++asked < 4 ? failed('RolloutInProgress', 'a way back is on')() : { champion: 1 }
    expect((await run()).status).toBe('SUCCEEDED')
    expect(asked).toBe(4)
  })

  it('puts its alarms and looks at the line’s own before it changes anything', async () => {
    world = await openWorld({ ...auto, 'deploy.alarms': ['late'] })
    await run()
    const { payload } = world.called.find(({ name }) => name === 'readyAlarms')!
    const made = world.plan.requests.alarms
    expect(payload).toEqual({ alarms: made, names: [...made.map(({ AlarmName }) => AlarmName), 'late'] })
    const order = [...world.called.map(({ name }) => name)]
    expect(order.indexOf('beginRollout')).toBeLessThan(order.indexOf('readyAlarms'))
  })

  it('whose alarms are raised already changes nothing, and says which', async () => {
    world = await openWorld(auto, { configName: 'old' })
    world.functions['readyAlarms'] = failed('AlarmsRaised', 'raised before anything was changed: late')
    const { cause } = await run()
    expect(cause).toBe('Deploy the version: raised before anything was changed: late')
    expect(operations()).not.toContain('CreateEndpointConfig')
    expect(world.notices).toMatchObject([{ what: 'not deployed' }])
  })

  it('gives CloudWatch a moment to know a new alarm', async () => {
    world = await openWorld(auto)
    let looks = 0
    world.functions['readyAlarms'] = () => (++looks < 4 ? failed('AlarmsMissing', 'no alarm')() : {})
    expect((await run()).status).toBe('SUCCEEDED')
  })

  it('whose endpoint somebody removed in the middle makes no new one, and ends as failed', async () => {
    world = await openWorld(auto, { configName: 'old' })
    fail('EndpointFailed', 'the endpoint is gone')
    world.sagemaker['UpdateEndpoint'] = () => {
      world.sagemaker['DescribeEndpoint'] = () => refuse('ValidationException', 'Could not find endpoint "e".')
      return { EndpointArn: 'arn' }
    }
    const { status, cause } = await run()
    expect([status, cause]).toEqual(['FAILED', 'Deploy the version: the endpoint is gone'])
    expect(operations().filter((name) => name === 'UpdateEndpoint')).toHaveLength(1)
    expect(operations()).not.toContain('CreateEndpoint')
  })

  it('whose endpoint was removed before it began ends so too', async () => {
    world = await openWorld(auto, { configName: 'old' })
    world.functions['holdScaling'] = failed('EndpointGone', 'there is no endpoint e any more')
    expect((await run()).cause).toMatch(/^Deploy the version: there is no endpoint/)
    expect(operations()).not.toContain('UpdateEndpoint')
  })

  it('that SageMaker throttles is asked for again', async () => {
    world = await openWorld(auto, { configName: 'old' })
    const update = world.sagemaker['UpdateEndpoint']!
    let tries = 0
    world.sagemaker['UpdateEndpoint'] = (input) =>
      ++tries < 4 ? refuse('ThrottlingException', 'Rate exceeded') : update(input)
    expect((await run()).status).toBe('SUCCEEDED')
    expect(tries).toBe(4)
  })

  it('for which there is no capacity is tried once more under other names, then given up; what served before serves', async () => {
    world = await openWorld(auto, { configName: 'old' })
    const reason = 'SageMaker went back to old, which serves: CapacityError: Unable to provision requested ML compute'
    fail('EndpointRolledBack', reason)
    const { status, cause } = await run(5 * hour)
    expect([status, cause]).toEqual(['FAILED', `Deploy the version: ${reason}`])
    const asked = world.called.flatMap(({ name, payload }) => (name === 'beginRollout' ? [payload.rollout] : []))
    expect(asked).toEqual([expect.stringMatching(/-1$/), expect.stringMatching(/-2$/)])
  })

  const champion = { endpoint: { configName: 'old' }, champion: true } as const
  const hook = { url: 'https://example.com/veto' }

  it('that is judged is handed over with its configs and settings, and tested once it has everything', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout': { type: 'judged', judged: { shadow: '5m' } } }, champion)
    expect((await run()).status).toBe('SUCCEEDED')
    const { payload } = world.called.find(({ name }) => name === 'judgedRollout')!
    const { requests, rollout } = world.plan
    expect(payload).toMatchObject({
      rollout: rollout.id,
      champion: { configName: 'old' },
      challenger: { modelName: requests.model.ModelName, version: 7 },
      configs: { judged: requests.judgedConfig, shadow: requests.shadowConfig, final: requests.endpointConfig },
      settings: { weights: [10, 25, 50], shadow: '5m' },
    })
    expect(operations()).not.toContain('UpdateEndpoint')
    expect((await world.states('deploy')).slice(-3)).toEqual([
      'Smoke-test the endpoint',
      'Is anybody asked now that it serves?',
      'It serves',
    ])
  })

  it('that was judged worse is a refused run, and the champion has been put back', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout': { type: 'judged' } }, champion)
    world.functions['judgedRollout'] = () => ({ verdict: 'rolled-back', reason: 'p99 is 3 times as long' })
    const { status, output } = await run()
    expect([status, output.status, output.reason]).toEqual(['SUCCEEDED', 'refused', 'p99 is 3 times as long'])
    expect(operations()).not.toContain('UpdateEndpoint')
  })

  it('that is judged and fails its smoke test puts back the champion', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout': { type: 'judged' } }, champion)
    world.functions['judgedRollout'] = () => {
      world.sagemaker['UpdateEndpoint']!({ EndpointConfigName: 'new' })
      return { verdict: 'finished', reason: 'good' }
    }
    world.functions['smokeTest'] = failed('SmokeTestFailed', 'no answer')
    expect((await run()).status).toBe('FAILED')
    expect(world.sent.find(({ operation }) => operation === 'UpdateEndpoint')!.input.EndpointConfigName).toBe('old')
  })

  it('asks hooks before the first traffic; a veto changes nothing', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout.hooks': [{ at: 'before', ...hook }] }, champion)
    world.functions['callHook'] = failed('HookVetoed', 'example.com vetoed: not today')
    const { status, output } = await run()
    expect([status, output.status, output.reason]).toEqual(['SUCCEEDED', 'refused', 'example.com vetoed: not today'])
    expect(operations()).not.toContain('CreateEndpointConfig')
    expect(world.notices).toEqual([expect.objectContaining({ what: 'vetoed by a hook' })])
  })

  it('asks hooks once it serves; a veto puts back what served before', async () => {
    const hooks = [
      { at: 'before', ...hook },
      { at: 'after', ...hook },
    ]
    world = await openWorld({ ...auto, 'deploy.rollout.hooks': hooks }, champion)
    world.functions['callHook'] = ({ hook: asked }) =>
      asked.at === 'after' ? failed('HookVetoed', 'example.com vetoed: odd')() : { veto: false }
    expect((await run()).output).toMatchObject({ status: 'refused', reason: 'example.com vetoed: odd' })
    expect(world.notices).toEqual([
      expect.objectContaining({ what: 'vetoed by a hook', reason: 'example.com vetoed: odd' }),
    ])
    const updates = world.sent.filter(({ operation }) => operation === 'UpdateEndpoint')
    expect(updates.map(({ input }) => input.EndpointConfigName).at(-1)).toBe('old')
    expect(world.called.filter(({ name }) => name === 'callHook')).toHaveLength(2)
  })

  it('of mode batch needs a passing verdict and no endpoint', async () => {
    world = await openWorld({ ...auto, deploy: { mode: 'batch', batch: { source: 'score/churn/' } } })
    expect((await run()).status).toBe('SUCCEEDED')
    expect(await world.states('deploy')).toEqual([
      'Look for its verdict',
      'Does a passing verdict stand?',
      'It scores in batches',
    ])
    expect(recorded()[0]).toMatchObject({ deployed: { configName: null }, failure: null })
  })

  it('whose event is lost looks again by itself within a quarter of an hour', async () => {
    world = await openWorld(auto)
    let looks = 0
    world.functions['awaitEndpoint'] = ({ taskToken }) =>
      ++looks > 2 ? world.room.call('SendTaskSuccess', { taskToken, output: '{}' }) : undefined
    expect((await run()).status).toBe('SUCCEEDED')
    expect(looks).toBe(3)
    expect(await world.transitions()).toBeLessThan(33)
  })
})

describe('a line that scales', () => {
  const scaled = { ...auto, scale: { min: 1, max: 4 } }
  const settled = () =>
    world.called.filter(({ name }) => name === 'settleScaling').map(({ payload }) => [payload.how, payload.rollout])
  const found = { status: 'InService', held: true, serves: 'old', size: 5, most: 5, least: 5, sleeps: false }
  const hold = (changes: object = {}) => {
    world.functions['holdScaling'] = () => ({ ...found, ...changes })
  }

  it('scales once its first version answers', async () => {
    world = await openWorld(scaled)
    expect((await run()).status).toBe('SUCCEEDED')
    const [last] = world.called.slice(-2)
    expect(last).toMatchObject({ name: 'settleScaling', payload: { how: 'deployed', manifestVersion: '0001-abc' } })
  })

  it('never begins smaller than it was, and is paused as long as it changes', async () => {
    world = await openWorld({ ...scaled, deploy: { count: 2 } }, { configName: 'old' })
    hold()
    expect((await run()).status).toBe('SUCCEEDED')
    const { input } = world.sent.find(({ operation }) => operation === 'CreateEndpointConfig')!
    expect(input.ProductionVariants[0].InitialInstanceCount).toBe(5)
    expect(world.called.find(({ name }) => name === 'holdScaling')!.payload.coming).toMatchObject([
      { VariantName: 'main', InitialInstanceCount: 2 },
    ])
    expect(settled()).toEqual([['deployed', world.plan.rollout.id]])
  })

  it('wakes up for the smoke test', async () => {
    world = await openWorld({ ...scaled, deploy: { mode: 'async' } }, { configName: 'old' })
    hold({ size: 0, most: 0, least: 0, sleeps: true })
    expect((await run()).status).toBe('SUCCEEDED')
    const { input } = world.sent.find(({ operation }) => operation === 'UpdateEndpoint')!
    expect(input.ExcludeRetainedVariantProperties).toContainEqual({ VariantPropertyType: 'DesiredInstanceCount' })
  })

  it('keeps its provisioned concurrency, as far as the new config allows', async () => {
    const serverless = { mode: 'serverless', serverless: { provisionedConcurrency: 1, maxConcurrency: 4 } }
    world = await openWorld({ ...scaled, deploy: serverless }, { configName: 'old' })
    hold()
    expect((await run()).status).toBe('SUCCEEDED')
    const { input } = world.sent.find(({ operation }) => operation === 'CreateEndpointConfig')!
    expect(input.ProductionVariants[0].ServerlessConfig).toMatchObject({ ProvisionedConcurrency: 4, MaxConcurrency: 4 })
  })

  it('is waited for while it is on its way to another size', async () => {
    world = await openWorld(scaled, { configName: 'old' })
    let looks = 0
    world.functions['holdScaling'] = () =>
      ++looks < 20 ? failed('EndpointMoving', 'the endpoint is Updating')() : found
    expect((await run()).status).toBe('SUCCEEDED')
  })

  it('scales as before when its version does not come to traffic', async () => {
    world = await openWorld(scaled, { configName: 'old' })
    hold()
    world.functions['awaitEndpoint'] = ({ taskToken }) =>
      world.room.call('SendTaskFailure', { taskToken, error: 'EndpointRolledBack', cause: 'SageMaker went back' })
    expect((await run()).status).toBe('FAILED')
    expect(settled()).toEqual([['back', world.plan.rollout.id]])
  })

  it('scales as before when it could not be paused, and nothing is changed', async () => {
    world = await openWorld(scaled, { configName: 'old' })
    world.functions['holdScaling'] = failed('AccessDeniedException', 'no')
    expect((await run()).status).toBe('FAILED')
    expect(operations()).not.toContain('CreateEndpointConfig')
    expect(settled()).toEqual([['back', world.plan.rollout.id]])
  })

  it('that cannot scale serves all the same; somebody is told', async () => {
    world = await openWorld(scaled)
    world.functions['settleScaling'] = failed('ValidationException', 'max is beyond what the variant allows')
    expect((await run()).status).toBe('SUCCEEDED')
    expect(world.notices).toMatchObject([{ what: 'not scaled', reason: 'max is beyond what the variant allows' }])
  })

  it('is judged while it scales, and scales by its manifest once that is over', async () => {
    const judged = { ...scaled, deploy: { rollout: { type: 'judged' } } }
    world = await openWorld(judged, { endpoint: { configName: 'old' }, champion: true })
    world.functions['judgedRollout'] = () => ({ verdict: 'finished', reason: 'as good', held: true })
    expect((await run()).status).toBe('SUCCEEDED')
    expect(settled()).toEqual([['deployed', world.plan.rollout.id]])
  })
})

describe('a line that does not scale', () => {
  it('is asked for nothing of it', async () => {
    world = await openWorld(auto, { configName: 'old' })
    await run()
    expect(world.called.map(({ name }) => name)).not.toContain('settleScaling')
  })
})
