import { describe, expect, it } from 'vitest'
import type { Champion, VersionItem } from '#shared/domain/ledger-items.ts'
import { planRollback, type RollbackFacts } from '#shared/domain/plan-rollback.ts'

const version = (number: number, change: Partial<VersionItem> = {}): VersionItem => ({
  model: 'churn',
  version: number,
  run: `run-${number}`,
  status: 'retired',
  manifestVersion: '0001-aaaaaaaa',
  modelPackageArn: `arn:aws:sagemaker:ap-southeast-1:123456789012:model-package/churn/${number}`,
  modelName: `model-${number}`,
  modelDataUrl: 's3://bucket/model.tar.gz',
  image: 'image',
  recipeHash: 'hash',
  metrics: {},
  verdict: { verdict: 'pass', reason: 'good', checks: [] },
  createdAt: `2026-03-0${number}T00:00:00.000Z`,
  deployedAt: `2026-03-0${number}T01:00:00.000Z`,
  endpointConfigName: `config-${number}`,
  ...change,
})

const champion = (number: number) => ({ version: number }) as Champion

const facts = (change: Partial<RollbackFacts> = {}): RollbackFacts => ({
  servingConfig: 'config-3',
  champion: champion(3),
  versions: [version(3, { status: 'serving' }), version(2), version(1)],
  present: new Set(['config-1', 'config-2', 'config-3']),
  ...change,
})

const going = (to: number | undefined, change: Partial<RollbackFacts> = {}) => planRollback(to, facts(change))
const back = (number: number) => ({
  back: { version: number, modelName: `model-${number}`, configName: `config-${number}` },
})

describe('the way back', () => {
  it.each<[string, number | undefined, Partial<RollbackFacts>, unknown]>([
    ['leads to the version that served before', undefined, {}, back(2)],
    ['leads to the one asked for', 1, {}, back(1)],
    [
      'leaves out one that was itself taken back',
      undefined,
      { versions: [version(3), version(2, { status: 'rolled-back' }), version(1)] },
      back(1),
    ],
    ['leaves out one whose config is gone', undefined, { present: new Set(['config-1', 'config-3']) }, back(1)],
    [
      'leaves out one that never served',
      undefined,
      { versions: [version(3), { ...version(2), deployedAt: undefined } as never, version(1)] },
      back(1),
    ],
    [
      'leads to the champion when something else serves than the ledger says',
      undefined,
      { servingConfig: 'config-4', champion: champion(2) },
      back(2),
    ],
    [
      'goes by when a version served last, not by its number',
      undefined,
      { versions: [version(3), version(2), version(1, { deployedAt: '2026-03-09T00:00:00.000Z' })] },
      back(1),
    ],
  ])('%s', (_, to, change, expected) => {
    expect(going(to, change)).toEqual(expected)
  })

  it.each<[string, number | undefined, Partial<RollbackFacts>, RegExp]>([
    ['an endpoint that is not there', undefined, { servingConfig: undefined as never }, /no endpoint/],
    ['a version that nobody knows', 7, {}, /no version 7/],
    ['the version that serves', 3, {}, /version 3 serves already/],
    [
      'one without a passing verdict',
      2,
      { versions: [version(3), version(2, { verdict: { verdict: 'fail', reason: 'bad', checks: [] } })] },
      /version 2 has no passing verdict/,
    ],
    ['one that turned bad', 2, { versions: [version(3), version(2, { status: 'rolled-back' })] }, /taken back/],
    ['a first version, behind which there is none', undefined, { versions: [version(3)] }, /no other version/],
    ['every one of them, each with its reason', undefined, { present: new Set() }, /version 2 .*version 1 /],
  ])('is refused for %s', (_, to, change, expected) => {
    const decision = going(to, change)
    expect('refused' in decision ? decision.refused.join('; ') : decision).toMatch(expected)
  })
})
