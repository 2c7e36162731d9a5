import { afterEach, beforeEach, expect, test } from 'vitest'
import { Deployments } from './deployments.ts'

let on: Deployments
beforeEach(async () => {
  on = await Deployments.open()
  await on.config('champion', { count: 1 })
})
afterEach(() => on.world.close())

async function shadowed(environment: object, weight: number): Promise<void> {
  await on.config('challenger', { count: 1, environment })
  const variant = (name: string, more: object = {}) => ({
    VariantName: name === 'champion' ? 'main' : name,
    ModelName: name,
    InitialInstanceCount: 1,
    InstanceType: 'ml.m5.large',
    ...more,
  })
  await on.world.sagemaker('CreateEndpointConfig', {
    EndpointConfigName: 'shadowed',
    ProductionVariants: [variant('champion')],
    ShadowProductionVariants: [variant('challenger', { InitialVariantWeight: weight })],
  })
  await on.create('champion')
  await on.update('shadowed')
}

const sum = (metric: string, variant: string) =>
  on.world.metrics
    .filter(
      ({ name, dimensions }) =>
        name === metric && dimensions['VariantName'] === variant && dimensions['EndpointConfigName'] === 'shadowed',
    )
    .reduce((total, { value }) => total + value, 0)

test('a shadow is sent its share of the requests, and counts them as its own; the caller sees the other’s answers', async () => {
  await shadowed({}, 0.5)
  expect(await on.describe()).toMatchObject({
    EndpointConfigName: 'shadowed',
    ProductionVariants: [{ VariantName: 'main' }],
    ShadowProductionVariants: [{ VariantName: 'challenger', CurrentWeight: 0.5, CurrentInstanceCount: 1 }],
  })
  expect(await on.shares(10)).toEqual({ champion: 10 })
  await on.clock.settle()
  expect(sum('Invocations', 'main')).toBe(10)
  expect(sum('Invocations', 'challenger')).toBe(5)
})

test('what a shadow fails at reaches nobody but its own metrics', async () => {
  await shadowed({ BAD: '1' }, 1)
  expect(await on.shares(4)).toEqual({ champion: 4 })
  await on.clock.settle()
  expect(sum('Invocation5XXErrors', 'challenger')).toBe(4)
  expect(sum('InvocationModelErrors', 'main')).toBe(0)
})

test('a shadow is nobody’s target, and its share can be changed', async () => {
  await shadowed({}, 1)
  await expect(on.ask({ TargetVariant: 'challenger' })).rejects.toMatchObject({ code: 'ValidationError' })
  await on.world.sagemaker('UpdateEndpointWeightsAndCapacities', {
    EndpointName: 'e',
    DesiredWeightsAndCapacities: [{ VariantName: 'challenger', DesiredWeight: 0.25 }],
  })
  await on.clock.settle()
  expect((await on.describe()).ShadowProductionVariants).toMatchObject([{ CurrentWeight: 0.25 }])
  const before = sum('Invocations', 'challenger')
  await on.shares(8)
  await on.clock.settle()
  expect(sum('Invocations', 'challenger') - before).toBe(2)
})
