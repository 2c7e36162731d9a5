import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Champion, VersionItem } from '#shared/domain/ledger-items.ts'
import { serviceOf } from '#test/local/stepfunctions/machine-room.ts'
import { type Backend, openBackend } from './backend.ts'

// A line whose version 3 served, then its version 4 for long, while everything that asked for its place was rejected.

let backend: Backend
let ledger: typeof import('#shared/aws/ledger.ts')
let acts: typeof import('#shared/acts/way-back.ts') & typeof import('#shared/acts/record-rollback.ts')
let model: string
let lines = 0
const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 12, minutes)).toISOString()
const configOf = (version: number) => `config-${version}`
const runOf = (version: number) => `${model}-run-${String(version).padStart(3, '0')}`

beforeAll(async () => {
  backend = await openBackend()
  ledger = await import('#shared/aws/ledger.ts')
  acts = { ...(await import('#shared/acts/way-back.ts')), ...(await import('#shared/acts/record-rollback.ts')) }
  const times = { CreationTime: new Date(0), LastModifiedTime: new Date(0) }
  backend.kernel.register(
    serviceOf('sagemaker', {
      DescribeEndpoint: ({ EndpointName }: any) => ({
        ...{ EndpointName, EndpointArn: 'arn', EndpointStatus: 'InService', EndpointConfigName: configOf(4), ...times },
      }),
      DescribeEndpointConfig: ({ EndpointConfigName }: any) => ({
        ...{ EndpointConfigName, EndpointConfigArn: 'arn', ...times },
        ProductionVariants: [{ VariantName: 'main', ModelName: 'm' }],
      }),
      DescribeModel: ({ ModelName }: any) => ({ ModelName, ModelArn: 'arn', ...times }),
    }),
  )
})
afterAll(() => backend.close())

beforeEach(async () => {
  model = `line-${++lines}`
  const policy = { on: [], quietPeriodSeconds: 0, startWithinSeconds: 86_400, cooldownSeconds: 0, atMostPerDay: 10 }
  await ledger.putInForce(model, { version: '0001-aaaaaaaa', count: 1, contentHash: 'a', policy })
  for (let version = 1; version <= 60; version++) {
    const served = version === 3 || version === 4
    await ledger.putVersion({
      ...{ model, version, run: runOf(version), status: served ? 'retired' : 'rejected', manifestVersion: '0001' },
      ...{ modelPackageArn: 'arn', modelName: 'm', modelDataUrl: 's3://b/m', image: 'i', recipeHash: 'r', metrics: {} },
      ...{ verdict: { verdict: 'pass', reason: 'good', checks: [] }, createdAt: at(version) },
      ...(served && { deployedAt: at(version), endpointConfigName: configOf(version) }),
    } as VersionItem)
    const challenger = { modelName: 'm', configName: configOf(version), version }
    const progress = { weight: 100, step: 0, failedChecks: 0, stepSince: at(version), startedAt: at(version) }
    const phase = served ? 'kept' : 'rolled-back'
    const rollout = { model, rollout: `${runOf(version)}-1`, type: 'canary', phase, challenger, ...progress } as const
    await ledger.keepRollout(rollout)
  }
})

it.each([
  ['named', 3, {}],
  ['the one that the champion replaced', undefined, { after: 3 }],
])('goes back to an old version that is %s', async (_, to, known) => {
  const champion = { version: 4, run: runOf(4), modelName: 'm', endpointConfigName: configOf(4), ...known } as Champion
  const line = { ...(await ledger.readLine(model))!, champion }
  expect(await acts.wayBack(line, to)).toMatchObject({
    back: { version: 3, configName: configOf(3) },
    from: { version: 4, configName: configOf(4) },
  })
})

it('ends the rollout that brought what served, however many came after it', async () => {
  const from = { configName: configOf(4), version: 4 }
  const back = { version: 3, modelName: 'm', configName: configOf(3), from }
  const asked = { model, rollout: `${model}-back`, reason: 'late since noon', evidence: {}, by: 'ana', back }
  await acts.recordRollback(asked, at(90))
  expect(await ledger.readRollout(model, `${runOf(4)}-1`)).toMatchObject({ phase: 'rolled-back', endedAt: at(90) })
  expect(await ledger.readRollout(model, `${runOf(3)}-1`)).toMatchObject({ phase: 'kept' })
})
