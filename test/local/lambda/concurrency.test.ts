import { afterEach, beforeEach, expect, test } from 'vitest'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { createCloudWatch } from '#local/cloudwatch/index.ts'
import type { MetricDatum } from '#local/kernel/kernel.ts'
import { type LambdaRuntime, serveLambda } from './make-function.ts'

let runtime: LambdaRuntime
let data: MetricDatum[]
beforeEach(async () => {
  runtime = await serveLambda()
  data = []
  runtime.kernel.onMetric((datum) => data.push(datum))
})
afterEach(() => runtime.close())

const call = (operation: string, input: object) => runtime.kernel.call('lambda', operation, input, runtime.kernel.root)
const reserve = (FunctionName: string, ReservedConcurrentExecutions: number) =>
  call('PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions })

test('a function with a reserved concurrency of 0 is turned off', async () => {
  await runtime.make('off', 'export const handler = async () => 1')
  await reserve('off', 0)
  await expect(call('Invoke', { FunctionName: 'off' })).rejects.toMatchObject({
    code: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
    status: 429,
    members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
  })
})

test('throttles are counted for the account, the function and its alias alike', async () => {
  await runtime.make('off', 'export const handler = async () => 1', { Publish: true })
  await call('CreateAlias', { FunctionName: 'off', Name: 'live', FunctionVersion: '1' })
  await reserve('off', 0)
  await expect(call('Invoke', { FunctionName: 'off:live' })).rejects.toThrow()
  expect(data.filter(({ name }) => name === 'Throttles').map(({ dimensions }) => dimensions)).toEqual([
    {},
    { FunctionName: 'off' },
    { FunctionName: 'off', Resource: 'off:live' },
  ])
})

test('an alarm on the throttles of the whole account goes off', async () => {
  const clock = new VirtualClock({ auto: false })
  const throttled = await serveLambda({ clock })
  const { kernel } = throttled
  kernel.register(createCloudWatch(kernel))
  try {
    await throttled.make('off', 'export const handler = async () => 1')
    await kernel.call(
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName: 'off', ReservedConcurrentExecutions: 0 },
      kernel.root,
    )
    const alarm = {
      AlarmName: 'throttled',
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    }
    await kernel.call('cloudwatch', 'PutMetricAlarm', alarm, kernel.root)
    await expect(throttled.run('off')).rejects.toThrow('Rate Exceeded.')
    await clock.advance(60_000)
    const { MetricAlarms } = await kernel.call('cloudwatch', 'DescribeAlarms', {}, kernel.root)
    expect(MetricAlarms[0].StateValue).toBe('ALARM')
  } finally {
    await throttled.close()
  }
})

test('reservations leave at least 100 of the account’s 1000 to all others', async () => {
  await runtime.make('a', 'export const handler = async () => 1')
  await runtime.make('b', 'export const handler = async () => 1')
  await reserve('a', 700)
  await expect(reserve('b', 201)).rejects.toMatchObject({
    code: 'InvalidParameterValueException',
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  })
  await reserve('b', 200)
  expect((await call('GetAccountSettings', {})).AccountLimit).toMatchObject({
    ConcurrentExecutions: 1000,
    UnreservedConcurrentExecutions: 100,
  })
})

test('functions without a reservation share what is left, and are throttled beyond it', async () => {
  await runtime.make('reserved', 'export const handler = async () => 1')
  await runtime.make('free', 'export const handler = async () => new Promise((done) => setTimeout(done, 20))')
  await reserve('reserved', 900)
  const all = await Promise.allSettled(Array.from({ length: 102 }, () => call('Invoke', { FunctionName: 'free' })))
  const refused = all.filter((one) => one.status === 'rejected')
  expect(refused.map(({ reason }) => reason.members.Reason)).toEqual([
    'ConcurrentInvocationLimitExceeded',
    'ConcurrentInvocationLimitExceeded',
  ])
})
