import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { alarmName } from '#shared/domain/names.ts'
import { type Backend, openBackend } from './backend.ts'

let backend: Backend
let ledger: typeof import('#shared/aws/ledger.ts')
let acts: typeof import('#shared/acts/sweep-line.ts') & typeof import('#shared/acts/watch-line.ts')
let model: string
let lines = 0
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 12, minutes)).toISOString()
const call = (operation: string, input: object) =>
  backend.kernel.call('cloudwatch', operation, input, backend.kernel.root)
const alarms = async (): Promise<string[]> =>
  (await call('DescribeAlarms', { AlarmNamePrefix: `trimtab-test-${model}` })).MetricAlarms.map(
    ({ AlarmName }: { AlarmName: string }) => AlarmName,
  )
const alarm = {
  ...({ Namespace: 'AWS/SageMaker', MetricName: 'Invocations', Statistic: 'Sum', Period: 60 } as const),
  ...({ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' } as const),
}
const nameOf = (config: string) => alarmName('test', model, 'errors', config)

beforeAll(async () => {
  backend = await openBackend()
  ledger = await import('#shared/aws/ledger.ts')
  acts = { ...(await import('#shared/acts/sweep-line.ts')), ...(await import('#shared/acts/watch-line.ts')) }
})
afterAll(() => backend.close())

/** A line whose version `watched` is watched by its alarm; the one of `before` was left, and one of another line's is there. */
beforeEach(async () => {
  model = `line-${++lines}`
  const policy = { on: [], quietPeriodSeconds: 0, startWithinSeconds: 86_400, cooldownSeconds: 0, atMostPerDay: 10 }
  await ledger.putInForce(model, { version: '0001-aaaaaaaa', count: 1, contentHash: 'a', policy })
  for (const AlarmName of [nameOf('watched'), nameOf('before'), `trimtab-test-${model}-b-errors-01234567`])
    await call('PutMetricAlarm', { ...alarm, AlarmName })
  const progress = {
    phase: 'watching',
    weight: 100,
    step: 0,
    failedChecks: 0,
    stepSince: at(0),
    startedAt: at(0),
  } as const
  const challenger = { modelName: 'm', configName: 'watched' }
  const own = { type: 'canary', mode: 'realtime', alarms: [{ ...alarm, AlarmName: nameOf('watched') }] } as const
  await ledger.keepRollout({ model, rollout: 'r', challenger, ...progress, ...own, alarms: [...own.alarms] })
  await ledger.watch(model, { rollout: 'r', since: at(0), until: at(10), alarms: [nameOf('watched')] })
})

it('an alarm that nobody watches by any more is removed, and no other', async () => {
  await acts.sweepLine(model, at(5))
  expect(await alarms()).toEqual([`trimtab-test-${model}-b-errors-01234567`, nameOf('watched')].sort())
  expect((await ledger.listDecisions(model, 10))[0]).toMatchObject({ decision: 'repaired', rule: 'sweep' })
})

it('alarms stay while a rollout has the endpoint', async () => {
  const { executionArn } = await backend.kernel.call(
    ...(['stepfunctions', 'StartExecution', { stateMachineArn: backend.rollback }, backend.kernel.root] as const),
  )
  await ledger.takeRolloutLease(model, { rollout: 'next', takenAt: at(1), executionArn }, at(1))
  await acts.sweepLine(model, at(5))
  expect(await alarms()).toContain(nameOf('before'))
})

it('a watch ends with the endpoint, though nobody asked it', async () => {
  await acts.sweepLine(model, at(15))
  expect((await ledger.readLine(model))?.watching).toBeUndefined()
  expect(await ledger.readRollout(model, 'r')).toMatchObject({
    phase: 'kept',
    endedAt: at(15),
    reason: expect.stringMatching(/serves no longer/),
  })
  expect(await alarms()).toEqual([`trimtab-test-${model}-b-errors-01234567`])
})

it('an alarm that somebody removes while it watches is put back, as often as that happens', async () => {
  for (const minutes of [2, 7]) {
    await call('DeleteAlarms', { AlarmNames: [nameOf('watched')] })
    await acts.watchLine((await ledger.readLine(model))!, at(minutes), 'watched')
    expect(await alarms()).toContain(nameOf('watched'))
    expect((await ledger.listDecisions(model, 1))[0]).toMatchObject({
      ...{
        at: at(minutes),
        subject: 'rollout',
        decision: 'alarms put back',
        reason: `somebody removed ${nameOf('watched')}`,
      },
    })
  }
  expect((await ledger.readLine(model))?.watching).toBeDefined()
})

it('an alarm of the line’s own that is removed while it watches is told of, and nothing more can be done', async () => {
  const watched = { rollout: 'r', since: at(0), until: at(10), alarms: [nameOf('watched'), 'of-the-shop'] }
  await ledger.watch(model, watched)
  await acts.sweepLine(model, at(2))
  const reason = 'CloudWatch knows no alarm of the name of-the-shop any more, which was to watch too'
  expect(await ledger.listDecisions(model, 10)).toContainEqual(
    expect.objectContaining({ decision: 'alarm missing', reason }),
  )
})
