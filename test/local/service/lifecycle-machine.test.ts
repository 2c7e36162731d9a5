import { afterEach, describe, expect, it } from 'vitest'
import { failed, openWorld, refuse, type World } from './machine-world.ts'

let world: World
afterEach(() => world.room.close())

const auto = { approve: 'auto' }
const hour = 3600_000

describe('a run in which all goes well', () => {
  it('sends the plan’s requests in order, and is billed far fewer than 40 transitions', async () => {
    world = await openWorld(auto)
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(world.operations()).toEqual([
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
    await world.run()
    const { requests } = world.plan
    const input = (name: string) => world.sent.find(({ operation }) => operation === name)!.input
    expect(input('CreateProcessingJob')).toMatchObject({ ...requests.processing, Tags: expect.anything() })
    expect(input('CreateModel')).toEqual(requests.model)
    expect(input('CreateEndpoint')).toEqual(requests.endpoint!.input)
    expect(input('CreateModelPackage')).toEqual({
      ...requests.modelPackage,
      CustomerMetadataProperties: { ...requests.modelPackage.CustomerMetadataProperties, 'trimtab:auc': '0.7' },
    })
    expect(world.recorded()).toHaveLength(1)
    expect(world.recorded()[0]).toMatchObject({
      deployed: { configName: requests.endpointConfig?.EndpointConfigName },
      failure: null,
    })
  })

  it('updates the endpoint that there is', async () => {
    world = await openWorld(auto, { configName: 'old' })
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(world.operations().slice(-2)).toEqual(['CreateEndpointConfig', 'UpdateEndpoint'])
    expect(await world.transitions()).toBeLessThanOrEqual(29)
  })
})

describe('a run that is refused', () => {
  it('because no plan can be made sends nothing and is no broken run', async () => {
    world = await openWorld(auto)
    world.functions['planRun'] = failed('PlanRefused', 'there is no data')
    const { status, output } = await world.run()
    expect(status).toBe('SUCCEEDED')
    expect(output).toMatchObject({ status: 'refused', reason: 'there is no data' })
    expect(world.operations()).toEqual([])
  })

  it('because of its data gives the container’s own words', async () => {
    world = await openWorld(auto)
    const describeJob = world.sagemaker['DescribeProcessingJob']!
    world.sagemaker['DescribeProcessingJob'] = (input) => ({
      ...(describeJob(input) as object),
      ProcessingJobStatus: 'Failed',
      ExitMessage: "'a.csv' is empty.",
    })
    const { status, output } = await world.run()
    expect([status, output.status, output.reason]).toEqual(['SUCCEEDED', 'refused', "'a.csv' is empty."])
    expect(world.operations()).toEqual(['CreateProcessingJob'])
  })

  it('because its candidate is not good enough registers and deploys nothing', async () => {
    world = await openWorld(auto)
    world.functions['judgeModel'] = () => ({ verdict: 'fail', reason: 'auc is 0.5', metrics: {}, properties: {} })
    expect((await world.run()).output).toMatchObject({ status: 'refused', reason: 'auc is 0.5' })
    expect(world.operations().at(-1)).toBe('CreateTransformJob')
  })
})

describe('a run that breaks', () => {
  it.each([
    ['evaluateCandidate', 'Measure the candidate'],
    ['judgeModel', 'Judge the candidate'],
  ])('in %s ends recorded, with the step and the reason', async (name, step) => {
    world = await openWorld(auto)
    world.functions[name] = failed('TypeError', 'oops')
    const { status, error, cause } = await world.run()
    expect([status, error, cause]).toEqual(['FAILED', 'RunFailed', `${step}: oops`])
    expect(world.recorded()[0].failure).toMatchObject({ step, error: 'TypeError' })
  })

  it('at a request that SageMaker refuses tries a few times, then says why', async () => {
    world = await openWorld(auto)
    world.sagemaker['CreateTrainingJob'] = () => refuse('ValidationException', 'no such instance type')
    const { cause } = await world.run()
    expect(cause).toMatch(/^Train the model: no such instance type/)
    expect(world.operations().filter((name) => name === 'CreateTrainingJob')).toHaveLength(6)
  })

  it('by the service’s own fault is made again, once, under other names', async () => {
    world = await openWorld(auto)
    const describeJob = world.sagemaker['DescribeTrainingJob']!
    world.sagemaker['DescribeTrainingJob'] = (input) => ({
      ...(describeJob(input) as object),
      TrainingJobStatus: 'Failed',
      FailureReason: 'CapacityError: Unable to provision requested ML compute capacity.',
    })
    const { status, cause } = await world.run()
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
    expect((await world.run()).status).toBe('SUCCEEDED')
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
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(looks).toBe(4)
    const [adopted] = world.called.filter((call) => call.name === 'adoptJob')
    expect(adopted!.payload).toEqual({ kind, name: expect.stringContaining(name) })
    expect(world.operations().filter((sent) => sent === operation)).toHaveLength(1)
  })

  it('that finds its model, config or group there already goes on', async () => {
    world = await openWorld(auto)
    world.sagemaker['CreateModel'] = () => refuse('ValidationException', 'Cannot create already existing model "m".')
    world.sagemaker['CreateModelPackageGroup'] = () =>
      refuse('ValidationException', 'Model Package Group already exists: g')
    world.sagemaker['CreateEndpointConfig'] = () =>
      refuse('ValidationException', 'Cannot create already existing endpoint configuration "c".')
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(world.called.at(-1)).toMatchObject({ name: 'recordRun', payload: { failure: null } })
  })

  it.each(['planRun', 'evaluateCandidate', 'judgeModel', 'awaitEndpoint', 'smokeTest', 'recordRun'])(
    'calls %s again when its process died',
    async (name) => {
      world = await openWorld(auto)
      const works = world.functions[name]!
      let calls = 0
      world.functions[name] = (payload) => (++calls === 1 ? failed('Runtime.ExitError', 'killed')() : works(payload))
      expect((await world.run()).status).toBe('SUCCEEDED')
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
    expect(world.operations().at(-1)).toBe('CreateModelPackage')
    await answer(true)
    await world.room.clock.advance(hour)
    expect((await world.room.finished(executionArn)).status).toBe('SUCCEEDED')
    expect(world.operations().at(-1)).toBe('CreateEndpoint')
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
    expect(world.recorded()[0]).toMatchObject({ approval: { approve: false, by: 'ana' }, deployed: null })
  })

  it('that nobody gives in time is a rejection', async () => {
    world = await openWorld(manual)
    const { status } = await world.run(50 * hour)
    expect(status).toBe('SUCCEEDED')
    expect(world.recorded()[0].approval).toMatchObject({ approve: false, by: 'the deadline' })
    expect(world.operations().at(-1)).toBe('UpdateModelPackage')
  })
})
