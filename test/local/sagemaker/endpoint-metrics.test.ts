import { afterEach, expect, test, vi } from 'vitest'
import type { Clock } from '#local/clock/clock.ts'
import { RealClock } from '#local/clock/real-clock.ts'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { noFaults } from '#local/faults/faults.ts'
import { Deployments } from './deployments.ts'
import { createWorld, IMAGE, ROLE, type World } from './world.ts'

const MINUTE = 60_000
let world: World
afterEach(() => world.close())

test('a variant that nobody invokes tells zeros each minute, by its config too', async () => {
  const on = await Deployments.open()
  world = on.world
  await on.config('blue', { count: 1 })
  await on.create('blue')
  await on.clock.advance(2 * MINUTE)
  await on.ask()
  await on.clock.advance(MINUTE)
  const sums = async (name: string, by: Record<string, string>) => {
    const { Datapoints } = await world.cloudwatch('GetMetricStatistics', {
      Namespace: 'AWS/SageMaker',
      MetricName: name,
      Dimensions: Object.entries(by).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(on.clock.now() - 3 * MINUTE),
      EndTime: on.clock.date(),
      Period: 60,
      Statistics: ['Sum'],
    })
    return Datapoints.map(({ Sum }: { Sum: number }) => Sum)
  }
  const main = { EndpointName: 'e', VariantName: 'main' }
  expect(await sums('Invocations', main)).toEqual([0, 0, 1])
  expect(await sums('InvocationsPerInstance', { ...main, EndpointConfigName: 'blue' })).toEqual([0, 0, 1])
  expect(await sums('ModelLatency', main)).toHaveLength(1)
})

test('where nothing lives in its time a slow machine makes nothing slow, be it answered or not', async () => {
  const on = await Deployments.open({ ...noFaults, instances: () => ({ kind: 'crashes', afterMs: MINUTE }) })
  world = on.world
  await on.config('blue', { count: 1, environment: { STARTS_IN: '30000' } })
  await on.create('blue')
  await on.clock.advance(MINUTE / 2)
  let ahead = 0
  const machine = vi.spyOn(performance, 'now').mockImplementation(() => {
    ahead += MINUTE
    return ahead
  })
  try {
    await on.ask()
    await on.clock.advance(MINUTE)
    await expect(on.ask()).rejects.toThrow('is in service')
  } finally {
    machine.mockRestore()
  }
  const told = (name: string) =>
    world.metrics.filter((metric) => metric.name === name && !metric.dimensions?.['EndpointConfigName'])
  expect(told('ModelLatency').map(({ value }) => value)).toEqual([10_000, 0])
  expect(told('OverheadLatency').map(({ value }) => value)).toEqual([0, 0])
})

/** An endpoint of one process, and how often a metric of its load was told. */
async function processes(clock: Clock) {
  world = await createWorld({ clock })
  await world.sagemaker('CreateModel', { ModelName: 'm', ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } })
  await world.sagemaker('CreateEndpointConfig', {
    EndpointConfigName: 'c',
    ProductionVariants: [{ VariantName: 'main', ModelName: 'm', InitialInstanceCount: 1, InstanceType: 'ml.m5.large' }],
  })
  await world.sagemaker('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' })
  await world.settled('Endpoint', 'e')
  return (name: string) =>
    world.metrics.filter((datum) => datum.namespace === '/aws/sagemaker/Endpoints' && datum.name === name)
}

test.skipIf(process.platform !== 'linux')('the load of the processes behind an endpoint is told', async () => {
  const told = await processes(new RealClock(300))
  await expect.poll(() => told('DiskUtilization').length, { timeout: 10_000, interval: 20 }).toBeGreaterThan(1)
  expect(told('CPUUtilization')[0]).toMatchObject({
    unit: 'Percent',
    dimensions: { EndpointName: 'e', VariantName: 'main' },
  })
  expect(told('CPUUtilization')[0]!.value).toBeGreaterThan(0)
  // A small Node in 8 GiB.
  expect(told('MemoryUtilization')[0]!.value).toBeGreaterThan(0.1)
  expect(told('MemoryUtilization')[0]!.value).toBeLessThan(5)
})

test.skipIf(process.platform !== 'linux')('a clock that jumps does not look at processes each minute', async () => {
  const clock = new VirtualClock({ auto: false })
  const told = await processes(clock)
  const began = performance.now()
  await clock.advance(300 * MINUTE)
  const mostLooks = 1 + (performance.now() - began) / 150
  // Each is told by the variant, and by its config too.
  const looks = told('MemoryUtilization').length / 2
  expect(looks).toBeGreaterThan(0)
  expect(looks).toBeLessThanOrEqual(mostLooks)
})
