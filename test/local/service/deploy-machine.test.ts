import { afterEach, describe, expect, it } from 'vitest'
import { failed, openWorld, refuse, type World } from './machine-world.ts'

let world: World
afterEach(() => world.room.close())

const auto = { approve: 'auto' }
const hour = 3600_000

describe('a deployment', () => {
  const fail = (error: string, cause: string) =>
    (world.functions['awaitEndpoint'] = ({ taskToken, configName }) =>
      configName === 'old'
        ? world.room.call('SendTaskSuccess', { taskToken, output: '{}' })
        : world.room.call('SendTaskFailure', { taskToken, error, cause }))

  it.each([undefined, 'fail'])('is refused while the ledger’s verdict is %s', async (verdict) => {
    world = await openWorld(auto)
    world.verdict = verdict
    const { cause } = await world.run()
    expect(cause).toMatch(/^Deploy the version: the ledger holds no passing verdict for /)
    expect(world.operations()).not.toContain('CreateEndpointConfig')
  })

  it('whose endpoint fails to answer the smoke test a few times is asked again', async () => {
    world = await openWorld(auto, { configName: 'old' })
    const passes = world.functions['smokeTest']!
    let asked = 0
    world.functions['smokeTest'] = (payload) =>
      asked++ < 4 ? failed('EndpointUnsteady', 'ThrottlingException: Rate exceeded')() : passes(payload)
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(asked).toBe(5)
  })

  it('whose smoke test fails puts back what served before, waits for it, and ends as failed', async () => {
    world = await openWorld(auto, { configName: 'old' })
    world.functions['smokeTest'] = failed('SmokeTestFailed', '10 rows were sent and 0 predictions came back')
    const { status, cause } = await world.run()
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
    expect((await world.run()).status).toBe('FAILED')
    expect(world.operations().at(-1)).toBe('DeleteEndpoint')
  })

  it('that fails leaves no endpoint behind although the first look at it was throttled', async () => {
    world = await openWorld(auto)
    const look = world.sagemaker['DescribeEndpoint']!
    world.functions['smokeTest'] = () => {
      let looks = 0
      world.sagemaker['DescribeEndpoint'] = (input) =>
        ++looks === 1 ? refuse('ThrottlingException', 'Rate exceeded') : look(input)
      return failed('SmokeTestFailed', 'no answer')()
    }
    expect((await world.run()).status).toBe('FAILED')
    expect(world.operations().at(-1)).toBe('DeleteEndpoint')
  })

  it('that SageMaker rolled back is failed, and nothing is updated on top of it', async () => {
    world = await openWorld(auto, { configName: 'old' })
    fail('EndpointRolledBack', 'SageMaker went back to old')
    const { cause } = await world.run()
    expect(cause).toBe('Deploy the version: SageMaker went back to old')
    expect(world.notices).toMatchObject([{ what: 'silent rollback', evidence: { before: 'old' } }])
    expect(world.operations().filter((name) => name === 'UpdateEndpoint')).toHaveLength(1)
  })

  it('whose endpoint failed is put back', async () => {
    world = await openWorld(auto, { configName: 'old' })
    fail('EndpointFailed', 'the endpoint is Failed: no ping')
    await world.run()
    expect(world.operations().filter((name) => name === 'UpdateEndpoint')).toHaveLength(2)
  })

  it('waits for whoever changes the endpoint at the time', async () => {
    world = await openWorld(auto)
    let asked = 0
    world.functions['beginRollout'] = () =>
      ++asked < 4 ? failed('RolloutInProgress', 'a way back is on')() : { champion: 1 }
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(asked).toBe(4)
  })

  it('puts its alarms and looks at the line’s own before it changes anything', async () => {
    world = await openWorld({ ...auto, 'deploy.alarms': ['late'] })
    await world.run()
    const { payload } = world.called.find(({ name }) => name === 'readyAlarms')!
    const made = world.plan.requests.alarms
    expect(payload).toEqual({ alarms: made, names: [...made.map(({ AlarmName }) => AlarmName), 'late'] })
    const order = [...world.called.map(({ name }) => name)]
    expect(order.indexOf('beginRollout')).toBeLessThan(order.indexOf('readyAlarms'))
  })

  it('whose alarms are raised already changes nothing, and says which', async () => {
    world = await openWorld(auto, { configName: 'old' })
    world.functions['readyAlarms'] = failed('AlarmsRaised', 'raised before anything was changed: late')
    const { cause } = await world.run()
    expect(cause).toBe('Deploy the version: raised before anything was changed: late')
    expect(world.operations()).not.toContain('CreateEndpointConfig')
    expect(world.notices).toMatchObject([{ what: 'not deployed' }])
  })

  it('gives CloudWatch a moment to know a new alarm', async () => {
    world = await openWorld(auto)
    let looks = 0
    world.functions['readyAlarms'] = () => (++looks < 4 ? failed('AlarmsMissing', 'no alarm')() : {})
    expect((await world.run()).status).toBe('SUCCEEDED')
  })

  it('whose endpoint somebody removed in the middle makes no new one, and ends as failed', async () => {
    world = await openWorld(auto, { configName: 'old' })
    fail('EndpointFailed', 'the endpoint is gone')
    world.sagemaker['UpdateEndpoint'] = () => {
      world.sagemaker['DescribeEndpoint'] = () => refuse('ValidationException', 'Could not find endpoint "e".')
      return { EndpointArn: 'arn' }
    }
    const { status, cause } = await world.run()
    expect([status, cause]).toEqual(['FAILED', 'Deploy the version: the endpoint is gone'])
    expect(world.operations().filter((name) => name === 'UpdateEndpoint')).toHaveLength(1)
    expect(world.operations()).not.toContain('CreateEndpoint')
  })

  it('whose endpoint was removed before it began ends so too', async () => {
    world = await openWorld(auto, { configName: 'old' })
    world.functions['holdScaling'] = failed('EndpointGone', 'there is no endpoint e any more')
    expect((await world.run()).cause).toMatch(/^Deploy the version: there is no endpoint/)
    expect(world.operations()).not.toContain('UpdateEndpoint')
  })

  it('that SageMaker throttles is asked for again', async () => {
    world = await openWorld(auto, { configName: 'old' })
    const update = world.sagemaker['UpdateEndpoint']!
    let tries = 0
    world.sagemaker['UpdateEndpoint'] = (input) =>
      ++tries < 4 ? refuse('ThrottlingException', 'Rate exceeded') : update(input)
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(tries).toBe(4)
  })

  it('for which there is no capacity is tried once more under other names, then given up; what served before serves', async () => {
    world = await openWorld(auto, { configName: 'old' })
    const reason = 'SageMaker went back to old, which serves: CapacityError: Unable to provision requested ML compute'
    fail('EndpointRolledBack', reason)
    const { status, cause } = await world.run(5 * hour)
    expect([status, cause]).toEqual(['FAILED', `Deploy the version: ${reason}`])
    const asked = world.called.flatMap(({ name, payload }) => (name === 'beginRollout' ? [payload.rollout] : []))
    expect(asked).toEqual([expect.stringMatching(/-1$/), expect.stringMatching(/-2$/)])
  })

  const champion = { endpoint: { configName: 'old' }, champion: true } as const
  const hook = { url: 'https://example.com/veto' }

  it('that is judged is handed over with its configs and settings, and tested once it has everything', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout': { type: 'judged', judged: { shadow: '5m' } } }, champion)
    expect((await world.run()).status).toBe('SUCCEEDED')
    const { payload } = world.called.find(({ name }) => name === 'judgedRollout')!
    const { requests, rollout } = world.plan
    expect(payload).toMatchObject({
      rollout: rollout.id,
      champion: { configName: 'old' },
      challenger: { modelName: requests.model.ModelName, version: 7 },
      configs: { judged: requests.judgedConfig, shadow: requests.shadowConfig, final: requests.endpointConfig },
      settings: { weights: [10, 25, 50], shadow: '5m' },
    })
    expect(world.operations()).not.toContain('UpdateEndpoint')
    expect((await world.states('deploy')).slice(-3)).toEqual([
      'Smoke-test the endpoint',
      'Is anybody asked now that it serves?',
      'It serves',
    ])
  })

  it('that was judged worse is a refused run, and the champion has been put back', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout': { type: 'judged' } }, champion)
    world.functions['judgedRollout'] = () => ({ verdict: 'rolled-back', reason: 'p99 is 3 times as long' })
    const { status, output } = await world.run()
    expect([status, output.status, output.reason]).toEqual(['SUCCEEDED', 'refused', 'p99 is 3 times as long'])
    expect(world.operations()).not.toContain('UpdateEndpoint')
  })

  it('that is judged and fails its smoke test puts back the champion', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout': { type: 'judged' } }, champion)
    world.functions['judgedRollout'] = () => {
      world.sagemaker['UpdateEndpoint']!({ EndpointConfigName: 'new' })
      return { verdict: 'finished', reason: 'good' }
    }
    world.functions['smokeTest'] = failed('SmokeTestFailed', 'no answer')
    expect((await world.run()).status).toBe('FAILED')
    expect(world.sent.find(({ operation }) => operation === 'UpdateEndpoint')!.input.EndpointConfigName).toBe('old')
  })

  it('asks hooks before the first traffic; a veto changes nothing', async () => {
    world = await openWorld({ ...auto, 'deploy.rollout.hooks': [{ at: 'before', ...hook }] }, champion)
    world.functions['callHook'] = failed('HookVetoed', 'example.com vetoed: not today')
    const { status, output } = await world.run()
    expect([status, output.status, output.reason]).toEqual(['SUCCEEDED', 'refused', 'example.com vetoed: not today'])
    expect(world.operations()).not.toContain('CreateEndpointConfig')
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
    expect((await world.run()).output).toMatchObject({ status: 'refused', reason: 'example.com vetoed: odd' })
    expect(world.notices).toEqual([
      expect.objectContaining({ what: 'vetoed by a hook', reason: 'example.com vetoed: odd' }),
    ])
    const updates = world.sent.filter(({ operation }) => operation === 'UpdateEndpoint')
    expect(updates.map(({ input }) => input.EndpointConfigName).at(-1)).toBe('old')
    expect(world.called.filter(({ name }) => name === 'callHook')).toHaveLength(2)
  })

  it('of mode batch needs a passing verdict and no endpoint', async () => {
    world = await openWorld({ ...auto, deploy: { mode: 'batch', batch: { source: 'score/churn/' } } })
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(await world.states('deploy')).toEqual([
      'Look for its verdict',
      'Does a passing verdict stand?',
      'It scores in batches',
    ])
    expect(world.recorded()[0]).toMatchObject({ deployed: { configName: null }, failure: null })
  })

  it('whose event is lost looks again by itself within a quarter of an hour', async () => {
    world = await openWorld(auto)
    let looks = 0
    world.functions['awaitEndpoint'] = ({ taskToken }) =>
      ++looks > 2 ? world.room.call('SendTaskSuccess', { taskToken, output: '{}' }) : undefined
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(looks).toBe(3)
    expect(await world.transitions()).toBeLessThan(33)
  })
})
