import { afterEach, describe, expect, it } from 'vitest'
import { failed, openWorld, type World } from './machine-world.ts'

let world: World
afterEach(() => world.room.close())

const auto = { approve: 'auto' }

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
    expect((await world.run()).status).toBe('SUCCEEDED')
    const [last] = world.called.slice(-2)
    expect(last).toMatchObject({ name: 'settleScaling', payload: { how: 'deployed', manifestVersion: '0001-abc' } })
  })

  it('never begins smaller than it was, and is paused as long as it changes', async () => {
    world = await openWorld({ ...scaled, deploy: { count: 2 } }, { configName: 'old' })
    hold()
    expect((await world.run()).status).toBe('SUCCEEDED')
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
    expect((await world.run()).status).toBe('SUCCEEDED')
    const { input } = world.sent.find(({ operation }) => operation === 'UpdateEndpoint')!
    expect(input.ExcludeRetainedVariantProperties).toContainEqual({ VariantPropertyType: 'DesiredInstanceCount' })
  })

  it('keeps its provisioned concurrency, as far as the new config allows', async () => {
    const serverless = { mode: 'serverless', serverless: { provisionedConcurrency: 1, maxConcurrency: 4 } }
    world = await openWorld({ ...scaled, deploy: serverless }, { configName: 'old' })
    hold()
    expect((await world.run()).status).toBe('SUCCEEDED')
    const { input } = world.sent.find(({ operation }) => operation === 'CreateEndpointConfig')!
    expect(input.ProductionVariants[0].ServerlessConfig).toMatchObject({ ProvisionedConcurrency: 4, MaxConcurrency: 4 })
  })

  it('is waited for while it is on its way to another size', async () => {
    world = await openWorld(scaled, { configName: 'old' })
    let looks = 0
    world.functions['holdScaling'] = () =>
      ++looks < 20 ? failed('EndpointMoving', 'the endpoint is Updating')() : found
    expect((await world.run()).status).toBe('SUCCEEDED')
  })

  it('scales as before when its version does not come to traffic', async () => {
    world = await openWorld(scaled, { configName: 'old' })
    hold()
    world.functions['awaitEndpoint'] = ({ taskToken }) =>
      world.room.call('SendTaskFailure', { taskToken, error: 'EndpointRolledBack', cause: 'SageMaker went back' })
    expect((await world.run()).status).toBe('FAILED')
    expect(settled()).toEqual([['back', world.plan.rollout.id]])
  })

  it('scales as before when it could not be paused, and nothing is changed', async () => {
    world = await openWorld(scaled, { configName: 'old' })
    world.functions['holdScaling'] = failed('AccessDeniedException', 'no')
    expect((await world.run()).status).toBe('FAILED')
    expect(world.operations()).not.toContain('CreateEndpointConfig')
    expect(settled()).toEqual([['back', world.plan.rollout.id]])
  })

  it('that cannot scale serves all the same; somebody is told', async () => {
    world = await openWorld(scaled)
    world.functions['settleScaling'] = failed('ValidationException', 'max is beyond what the variant allows')
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(world.notices).toMatchObject([{ what: 'not scaled', reason: 'max is beyond what the variant allows' }])
  })

  it('is judged while it scales, and scales by its manifest once that is over', async () => {
    const judged = { ...scaled, deploy: { rollout: { type: 'judged' } } }
    world = await openWorld(judged, { endpoint: { configName: 'old' }, champion: true })
    world.functions['judgedRollout'] = () => ({ verdict: 'finished', reason: 'as good', held: true })
    expect((await world.run()).status).toBe('SUCCEEDED')
    expect(settled()).toEqual([['deployed', world.plan.rollout.id]])
  })
})

describe('a line that does not scale', () => {
  it('is asked for nothing of it', async () => {
    world = await openWorld(auto, { configName: 'old' })
    await world.run()
    expect(world.called.map(({ name }) => name)).not.toContain('settleScaling')
  })
})
