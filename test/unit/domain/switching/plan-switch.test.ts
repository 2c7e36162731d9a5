import { describe, expect, test } from 'vitest'
import { unknownMembers, validateInput } from '#local/wire/validate-input.ts'
import type { Ought } from '#shared/domain/switching/ought-to-serve.ts'
import { planSwitch, type SwitchFacts, type SwitchPlan } from '#shared/domain/switching/plan-switch.ts'
import { manifestWith } from '#test/unit/manifest/manifest-text.ts'
import { champion } from '../plan-facts.ts'

const endpointConfigName = champion.endpointConfigName!
const facts: SwitchFacts = {
  stage: 'dev',
  bucket: 'trimtab-dev',
  champion: { ...champion, endpointConfigName },
  models: new Set([champion.modelName]),
}
const variants = [{ name: 'main', modelName: champion.modelName }]
const home = { status: 'InService', configName: endpointConfigName, mode: 'realtime' as const, variants }
const elsewhere = { ...home, configName: 'trimtab-dev-churn-less', mode: 'serverless' as const }
const since = '2026-03-03T11:00:00.000Z'
const ought = (to: Ought['to'], atHome = false): Ought => ({ to, home: atHome, since, because: 'its switch night' })
const switching = { production: false, follow: 'stock' }
const manifest = manifestWith({
  switch: switching,
  deploy: { serverless: { memory: '4GB', maxConcurrency: 9 }, capture: {} },
})
const plan = (what: Ought, changes: Partial<SwitchFacts> = {}, of = manifest) =>
  planSwitch(of, what, { ...facts, ...changes }) as SwitchPlan

/** What is done, in words. */
function acts({ release, config, remove, create, update }: SwitchPlan): string[] {
  return [
    ...(config ? ['config'] : []),
    ...(release ? ['release'] : []),
    ...(remove ? ['remove'] : []),
    ...(create ? ['create'] : []),
    ...(update ? ['update'] : []),
  ]
}

describe('a line comes to serve as it ought to, from whatever is there', () => {
  test.each<[string, Ought, SwitchFacts['endpoint'] | undefined, string[], boolean?]>([
    ['is parked', ought('parked'), home, ['release', 'remove']],
    ['is parked already', ought('parked'), undefined, []],
    ['is parked though it failed', ought('parked'), { ...home, status: 'Failed' }, ['release', 'remove']],
    ['wakes', ought('instances', true), undefined, ['create']],
    ['is awake already', ought('instances', true), home, []],
    [
      'wakes over one that failed',
      ought('instances', true),
      { ...home, status: 'Failed' },
      ['release', 'remove', 'create'],
    ],
    ['turns serverless', ought('serverless'), home, ['config', 'release', 'remove', 'create']],
    ['turns serverless, and died between', ought('serverless'), undefined, ['config', 'create']],
    ['comes back from serverless without a gap', ought('instances', true), elsewhere, ['release', 'update']],
  ])('%s', (_, what, endpoint, done) => {
    expect(acts(plan(what, endpoint ? { endpoint } : {}))).toEqual(done)
  })

  test('what serves in the wanted way already is left alone', () => {
    const { configName } = plan(ought('serverless'))
    expect(acts(plan(ought('serverless'), { endpoint: { ...elsewhere, configName: configName! } }))).toEqual([])
  })

  test('another version in the same way takes its place by an update', () => {
    expect(acts(plan(ought('serverless'), { endpoint: elsewhere }))).toEqual(['config', 'release', 'update'])
  })
})

describe('the config of the other way', () => {
  test('serves the champion’s own model, and captures nothing', () => {
    const { config } = plan(ought('serverless'), { endpoint: home })
    expect(config).toMatchObject({
      ProductionVariants: [
        {
          VariantName: 'main',
          ModelName: champion.modelName,
          ServerlessConfig: { MemorySizeInMB: 4096, MaxConcurrency: 9 },
        },
      ],
    })
    expect(config).not.toHaveProperty('DataCaptureConfig')
  })

  test('has instances of a line that is served serverless else', () => {
    const serverless = manifestWith({
      deploy: { mode: 'serverless', serverless: {}, instance: 'ml.c5.large', count: 2 },
    })
    const { config } = plan(ought('instances'), { endpoint: elsewhere }, serverless)
    expect(config!.ProductionVariants).toMatchObject([{ InstanceType: 'ml.c5.large', InitialInstanceCount: 2 }])
  })

  test('has another name when it is asked for other settings, and the same one for the same', () => {
    const name = (memory: string) =>
      plan(ought('serverless'), {}, manifestWith({ switch: switching, deploy: { serverless: { memory } } })).configName
    expect(name('1GB')).toBe(name('1GB'))
    expect(name('1GB')).not.toBe(name('2GB'))
  })

  test('every request passes AWS’s own model of its operation', () => {
    const { config, create } = plan(ought('serverless'), { endpoint: home })
    const { update } = plan(ought('instances', true), { endpoint: elsewhere })
    for (const [operation, input] of Object.entries({
      CreateEndpointConfig: config!,
      CreateEndpoint: create!,
      UpdateEndpoint: update!,
    })) {
      validateInput('sagemaker', operation, input)
      expect(unknownMembers('sagemaker', operation, input), operation).toEqual([])
    }
  })
})

describe('what is not touched', () => {
  test.each([
    ['an endpoint that serves a stranger’s model', { ...home, variants: [{ name: 'main', modelName: 'by-hand' }] }],
    ['an endpoint whose config was deleted', { status: 'InService', configName: 'gone' }],
  ])('%s', (_, endpoint) => {
    expect(planSwitch(manifest, ought('parked'), { ...facts, endpoint })).toMatchObject({
      refused: expect.stringMatching(/of no version of the line/),
    })
  })

  test('a line that follows one that turns serverless, and does not say with what memory', () => {
    const follower = manifestWith({ switch: switching })
    expect(planSwitch(follower, ought('serverless'), facts)).toMatchObject({ refused: expect.stringMatching(/memory/) })
  })
})
