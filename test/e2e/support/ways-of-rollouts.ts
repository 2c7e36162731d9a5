import { expect } from 'vitest'
import type { RollbackAnswer, RolloutsAnswer, VersionsAnswer } from '#shared/domain/api-answers.ts'
import { call, ended, invoke, put, run, stopRun, until, type Walk, type Way } from './walk.ts'

const deploying = (settings: string) => (manifest: string) =>
  manifest.replace('mode: realtime', `mode: realtime\n  ${settings}`)

const rollouts = async ({ loop, model }: Walk) =>
  (await loop.api.request<RolloutsAnswer>('GET', ['models', model, 'rollouts'])).rollouts

const inPhase = (walk: Walk, wanted: string, type?: string) =>
  until(walk, async () => {
    const found = (await rollouts(walk)).find((one) => one.phase === wanted && (!type || one.type === type))
    expect(found).toBeDefined()
    return found!
  })

async function twoVersions(walk: Walk) {
  await put(walk, 'first')
  await ended(walk, 1)
  await put(walk, 'second')
  await ended(walk, 2)
}

/** Ways by which a version comes to traffic, is watched there, and goes back. */
export const WAYS_OF_ROLLOUTS: Record<string, Way> = {
  async 'somebody takes an endpoint back; what served is swept once its retention is over'(walk) {
    const { loop, model } = walk
    await loop.apply(model)
    await twoVersions(walk)
    await loop.api.request<RollbackAnswer>('POST', ['models', model, 'rollback'], { reason: 'late since noon' })
    await inPhase(walk, 'rolled-back', 'rollback')
    await loop.api.request('GET', ['orphans'])
    await loop.api.request('POST', ['models', model, 'plan'], {})
    const { versions } = await loop.api.request<VersionsAnswer>('GET', ['models', model, 'versions'])
    await call(walk, 'dynamodb', 'UpdateItem', {
      TableName: loop.service.outputs['LedgerTable'],
      Key: { pk: { S: `LINE#${model}` }, sk: { S: `VERSION#${String(versions[0]!.version).padStart(8, '0')}` } },
      UpdateExpression: 'SET retiredAt = :then',
      ExpressionAttributeValues: { ':then': { S: '2020-01-01T00:00:00.000Z' } },
    })
    await invoke(walk, 'sweepLeftovers', { scheduledTime: new Date().toISOString() })
    const ModelName = versions[0]!.modelName
    await expect(call(walk, 'sagemaker', 'DescribeModel', { ModelName })).rejects.toThrow('Could not find')
  },

  async 'an alarm of the line is raised while its version is watched, and the endpoint goes back'(walk) {
    const { loop, model } = walk
    const AlarmName = `errors-of-${model}`
    const metric = { Namespace: 'shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 }
    const limit = { Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' }
    await call(walk, 'cloudwatch', 'PutMetricAlarm', { AlarmName, ...metric, ...limit })
    await loop.apply(model, deploying(`alarms: ['${AlarmName}']`))
    await twoVersions(walk)
    await call(walk, 'cloudwatch', 'SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'too many' })
    await inPhase(walk, 'rolled-back', 'rollback')
  },

  async 'an alarm that somebody removes while a version is watched is put back'(walk) {
    const { loop, model } = walk
    await loop.apply(model)
    await put(walk, 'first')
    await ended(walk, 1)
    const alarms = { AlarmNamePrefix: `trimtab-dev-${model}-` }
    const names = async (): Promise<string[]> =>
      (await call(walk, 'cloudwatch', 'DescribeAlarms', alarms)).MetricAlarms.map((one: any) => one.AlarmName)
    const before = await names()
    await call(walk, 'cloudwatch', 'DeleteAlarms', { AlarmNames: before })
    await until(walk, async () => {
      await invoke(walk, 'sweepLeases', { scheduledTime: new Date().toISOString() })
      expect([before.length, await names()]).toEqual([2, before])
    })
  },

  async 'a watch ends, since its time is over and the version serves no longer'(walk) {
    const { loop, model } = walk
    await loop.apply(model, deploying("rollout: { watchFor: '1s' }"))
    await put(walk, 'first')
    await ended(walk, 1)
    await call(walk, 'sagemaker', 'DeleteEndpoint', { EndpointName: `trimtab-dev-${model}` })
    await until(walk, async () => {
      await invoke(walk, 'sweepLeases', { scheduledTime: new Date().toISOString() })
      expect((await rollouts(walk))[0]).toMatchObject({ phase: 'kept' })
    })
  },

  async 'a challenger is promoted, then taken back, and its run is stopped'(walk) {
    const { loop, model } = walk
    await loop.apply(model, deploying('rollout: { type: judged }'))
    await put(walk, 'first')
    await ended(walk, 1)
    await put(walk, 'second')
    await run(walk, 2)
    await inPhase(walk, 'shifting')
    await loop.api.request('POST', ['models', model, 'rollout'], { ask: 'promote', reason: 'it looks well' })
    await loop.api.request('POST', ['models', model, 'rollback'], { reason: 'it does not' })
    await stopRun(walk, 2)
    await inPhase(walk, 'failed')
  },
}
