import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectRoot } from '#cli/connection/local-runtime.ts'
import { readModelFolder } from '#cli/model-folder.ts'
import { ensurePackaged } from '#cli/runtime/ensure-packaged.ts'
import { VirtualClock } from '#local/clock/virtual-clock.ts'
import { type Runtime, startRuntime } from '#local/start.ts'
import { GENTOO, penguinsCsv } from './support/loop.ts'

// The packaged service on a clock that moves only when told: an hour of baking passes in a moment.

const EndpointName = 'trimtab-dev-penguins'
const clock = new VirtualClock({ start: Date.parse('2026-03-02T08:00:00Z'), auto: false })
const stateDir = mkdtempSync(join(tmpdir(), 'trimtab-guardrails-'))
let runtime: Runtime
let bucket: string
let files = 0
let asked = 0
const failures: unknown[] = []

const call = (service: string, operation: string, input: object): Promise<any> =>
  runtime.kernel.call(service, operation, input, runtime.kernel.root)
const put = (Key: string, Body: string) => call('s3', 'PutObject', { Bucket: bucket, Key, Body })
const endpoint = () => call('sagemaker', 'DescribeEndpoint', { EndpointName })
const item = async (sk: string) => {
  const Key = { pk: { S: 'LINE#penguins' }, sk: { S: sk } }
  return (await call('dynamodb', 'GetItem', { TableName: 'trimtab-dev-ledger', Key })).Item
}
const items = async (prefix: string): Promise<any[]> =>
  (
    await call('dynamodb', 'Query', {
      TableName: 'trimtab-dev-ledger',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: 'LINE#penguins' }, ':prefix': { S: prefix } },
    })
  ).Items

/** Applies the line as it is in the repository, with another deploy section. */
async function apply(deploy: string) {
  const { text, files: beside } = readModelFolder(join(projectRoot, 'test/e2e/lines/penguins'), projectRoot)
  for (const [name, content] of Object.entries(beside)) await put(`models/penguins/${name}`, content)
  await put('models/penguins/model.yaml', text.replace('deploy:\n  mode: realtime', `deploy:\n${deploy}`))
  await clock.advance(1000)
}

/** Data lands; lets time pass, with a request every two seconds, until the run that it starts is over. */
async function run(minutes = 120): Promise<any> {
  const before = (await items('RUN#')).length
  await put(`data/penguins/${++files}.csv`, penguinsCsv(files * 5, files * 5 + 200))
  for (let second = 0; second < minutes * 60; second += 2) {
    await clock.advance(2000)
    if (before > 0) await ask()
    const run = (await items('RUN#'))[before]
    if (run?.endedAt) return run
  }
  throw new Error(`the run did not end within ${minutes} minutes`)
}

async function ask() {
  const input = { EndpointName, ContentType: 'text/csv', Body: Buffer.from(GENTOO) }
  asked++
  await call('sagemaker-runtime', 'InvokeEndpoint', input).catch((error) => failures.push(error))
}

beforeAll(async () => {
  const { packageDir } = await ensurePackaged(projectRoot)
  runtime = await startRuntime({ stateDir, packageDir, stackName: 'trimtab-dev', clock, inline: true })
  bucket = runtime.outputs['BucketName']!
}, 300_000)
afterAll(async () => {
  await runtime?.stop()
  rmSync(stateDir, { recursive: true, force: true })
})

describe('a version by the guardrails', { timeout: 120_000 }, () => {
  const guard = 'guard: { periods: 1 }'
  const watched = async () => (await items('ROLLOUT#')).at(-1)

  it('is the first, and comes all at once', async () => {
    await apply(`  count: 2\n  ${guard}\n  rollout: { type: canary, bake: 2m }`)
    expect((await run()).status.S).toBe('deployed')
    expect((await watched()).type.S).toBe('all-at-once')
  })

  it.each([
    ['canary', 'step: 50, bake: 2m', 4],
    ['linear', 'step: 50, bake: 2m', 4],
    ['rolling', 'step: 50, bake: 2m', 2],
  ])('comes by %s, under its alarms, and no request fails', async (type, settings, minutes) => {
    await apply(`  count: 2\n  ${guard}\n  rollout: { type: ${type}, ${settings} }`)
    const before = await endpoint()
    const from = clock.now()
    const ended = await run()
    expect(ended.status.S, ended.reason?.S).toBe('deployed')
    expect(clock.now() - from).toBeGreaterThanOrEqual(minutes * 60_000)
    expect(failures).toEqual([])
    const after = await endpoint()
    expect(after.EndpointConfigName).not.toBe(before.EndpointConfigName)
    const rollout = await watched()
    expect(rollout).toMatchObject({ type: { S: type }, phase: { S: 'watching' }, weight: { N: '100' } })
    const line = await item('LINE')
    expect(line.rolloutLease).toBeUndefined()
    expect(line.watching.M.rollout.S).toBe(rollout.rollout.S)
    const names = line.watching.M.alarms.L.map(({ S }: any) => S)
    const { MetricAlarms } = await call('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: 'trimtab-dev-penguins-' })
    expect(MetricAlarms.map(({ AlarmName }: any) => AlarmName).sort()).toEqual(names.sort())
  })

  it('that is too slow is taken back by its alarm while it bakes; the champion serves on, and the run says why', async () => {
    await apply(
      `  count: 2\n  guard: { periods: 1, p99Milliseconds: 0.001 }\n  rollout: { type: canary, step: 50, bake: 5m }`,
    )
    const before = await endpoint()
    const ended = await run()
    expect(ended.status.S).toBe('failed')
    expect(ended.reason.S).toMatch(/SageMaker went back to .*, which serves/)
    expect((await endpoint()).EndpointConfigName).toBe(before.EndpointConfigName)
    expect(failures).toEqual([])
    expect((await watched()).phase.S).toBe('rolled-back')
    expect((await item('LINE')).champion.M.version.N).toBe('4')
    expect((await item('LINE')).rolloutLease).toBeUndefined()
    expect(asked).toBeGreaterThan(300)
  })

  it('is kept once its watch is over, and its alarms are gone', async () => {
    for (let minute = 0; minute < 75; minute++) {
      await clock.advance(60_000)
      await ask()
    }
    const kept = (await items('ROLLOUT#')).filter(({ type }) => type.S === 'rolling')
    expect(kept).toMatchObject([{ phase: { S: 'kept' } }])
    const { MetricAlarms } = await call('cloudwatch', 'DescribeAlarms', { AlarmNamePrefix: 'trimtab-dev-penguins-' })
    expect(MetricAlarms).toEqual([])
  })

  it('is not begun while one of the line’s own alarms is raised', async () => {
    await call('cloudwatch', 'PutMetricAlarm', {
      AlarmName: 'line-is-late',
      Namespace: 'Own',
      MetricName: 'Late',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    })
    await call('cloudwatch', 'SetAlarmState', { AlarmName: 'line-is-late', StateValue: 'ALARM', StateReason: 'late' })
    await apply(`  count: 2\n  alarms: [line-is-late]\n  rollout: { bake: 2m }`)
    const before = await endpoint()
    const ended = await run(20)
    expect(ended.reason.S).toMatch(/raised before anything was changed: line-is-late \(late\)/)
    expect((await endpoint()).LastModifiedTime).toEqual(before.LastModifiedTime)
  })
})
