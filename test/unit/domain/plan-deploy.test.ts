import { describe, expect, test } from 'vitest'
import { unknownMembers, validateInput } from '#local/wire/validate-input.ts'
import { plannedRequests } from '#shared/domain/plan/listed.ts'
import { type PlanFacts, planRun, type ServingEndpoint } from '#shared/domain/plan-run.ts'
import { PlanRefused } from '#shared/errors.ts'
import { champion, planInput } from './plan-facts.ts'

const batch = { source: 'score/churn/' }
const serving = (variant: object = {}, endpoint: Partial<ServingEndpoint> = {}): ServingEndpoint => ({
  status: 'InService',
  configName: champion.endpointConfigName!,
  mode: 'realtime',
  variants: [
    { name: 'main', modelName: champion.modelName, instanceType: 'ml.m5.large', initialCount: 2, count: 2, ...variant },
  ],
  ...endpoint,
})
const plan = (deploy: Record<string, unknown>, endpoint?: ServingEndpoint) => {
  const facts: Partial<PlanFacts> = endpoint ? { champion, endpoint } : {}
  return planRun(planInput({ deploy }, facts))
}
const update = (deploy: Record<string, unknown>, endpoint = serving()) => {
  const planned = plan({ count: 2, ...deploy }, endpoint).requests.endpoint!
  expect(planned.action).toBe('update')
  return planned.input as any
}
const refusedBy = (deploy: Record<string, unknown>, endpoint: ServingEndpoint) => {
  try {
    plan(deploy, endpoint)
  } catch (error) {
    if (error instanceof PlanRefused) return error.reasons
    throw error
  }
  return []
}

describe('every request passes AWS’s own model of its operation', () => {
  const kmsKey = 'arn:aws:kms:ap-southeast-1:000000000000:key/0123'
  const topic = (name: string) => `arn:aws:sns:ap-southeast-1:000000000000:trimtab-async-${name}`
  test.each<[string, Record<string, unknown>, ServingEndpoint?]>([
    ['canary', { count: 2, rollout: { type: 'canary' }, alarms: ['late'], capture: {} }, serving()],
    ['linear', { count: 4, rollout: { type: 'linear', step: 30, bake: '4m' } }, serving()],
    ['rolling', { count: 4, rollout: { type: 'rolling', step: 50, bake: '4m' } }, serving()],
    ['all at once that bakes', { rollout: { bake: '10m' } }, serving()],
    [
      'serverless',
      { mode: 'serverless', serverless: { memory: '6GB', maxConcurrency: 20, provisionedConcurrency: 2 } },
    ],
    ['serverless again', { mode: 'serverless' }, serving({}, { mode: 'serverless' })],
    ['async', { mode: 'async', async: { successTopic: topic('done'), errorTopic: topic('bad') } }],
    ['async that rolls', { mode: 'async', count: 3, rollout: { type: 'rolling' } }, serving({}, { mode: 'async' })],
    ['batch', { mode: 'batch', batch }],
  ])('of %s', (_name, deploy, endpoint) => {
    const facts = endpoint ? { champion, endpoint } : {}
    const requests = plannedRequests(planRun(planInput({ deploy, security: { kmsKey } }, facts)))
    expect(requests.length).toBeGreaterThanOrEqual(6)
    for (const { service, operation, input } of requests) {
      validateInput(service, operation, input)
      expect(unknownMembers(service, operation, input), operation).toEqual([])
    }
  })
})

describe('the guardrails', () => {
  const [errors, latency] = plan({}).requests.alarms.map(({ AlarmName }) => AlarmName)
  const AutoRollbackConfiguration = { Alarms: [errors, latency].map((AlarmName) => ({ AlarmName })) }

  test('of a canary take a tenth for five minutes, then the rest, and keep the way back as long again', () => {
    expect(update({ rollout: { type: 'canary' } }).DeploymentConfig).toEqual({
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY',
          CanarySize: { Type: 'CAPACITY_PERCENT', Value: 10 },
          WaitIntervalInSeconds: 300,
        },
        TerminationWaitInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration,
    })
  })

  test('of a linear rollout take as much at each step as is said', () => {
    const { DeploymentConfig } = update({ rollout: { type: 'linear', step: 30, bake: '4m' } })
    expect(DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration).toEqual({
      Type: 'LINEAR',
      LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 30 },
      WaitIntervalInSeconds: 240,
    })
  })

  test('of a rolling one replace batches in place', () => {
    const { DeploymentConfig } = update({ rollout: { type: 'rolling', step: 50 } })
    expect(DeploymentConfig).toEqual({
      RollingUpdatePolicy: {
        MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
        WaitIntervalInSeconds: 300,
        MaximumExecutionTimeoutInSeconds: 3600,
      },
      AutoRollbackConfiguration,
    })
  })

  test('watch the line’s own alarms too', () => {
    const { DeploymentConfig } = update({ alarms: ['dear', 'late'], rollout: { bake: '5m' } })
    const named = DeploymentConfig.AutoRollbackConfiguration.Alarms.map(({ AlarmName }: any) => AlarmName)
    expect(named).toEqual([errors, latency, 'dear', 'late'])
    expect(DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type).toBe('ALL_AT_ONCE')
  })

  test('stay within SageMaker’s own bounds of time', () => {
    const longest = (timeout: string) =>
      update({ timeout, rollout: { bake: '3m' } }).DeploymentConfig.BlueGreenUpdatePolicy
        .MaximumExecutionTimeoutInSeconds
    expect([longest('5m'), longest('2h'), longest('1d')]).toEqual([600, 7200, 28_800])
  })

  test('are nothing where all moves at once without a bake, and for serverless endpoints', () => {
    expect(update({})).not.toHaveProperty('DeploymentConfig')
    expect(update({ mode: 'serverless' }, serving({}, { mode: 'serverless' }))).not.toHaveProperty('DeploymentConfig')
  })

  test('do not bind the first version', () => {
    const { requests, rollout, notes } = plan({ count: 2, rollout: { type: 'canary' } })
    expect(requests.endpoint).toMatchObject({ action: 'create' })
    expect(rollout.type).toBe('all-at-once')
    expect(notes).toContain('the first version comes all at once, not canary: nothing serves yet')
  })
})

describe('the number of instances', () => {
  const excluded = [{ VariantPropertyType: 'DesiredWeight' }, { VariantPropertyType: 'DataCaptureConfig' }]
  const kept = (count: number, variant: object = {}) =>
    update({ count }, serving(variant)).RetainAllVariantProperties ?? false

  test('stays what traffic made of it, while weight and capture are what the manifest says', () => {
    const input = update({}, serving({ count: 7 }))
    expect(input).toMatchObject({ RetainAllVariantProperties: true, ExcludeRetainedVariantProperties: excluded })
  })

  test.each<[string, number, object, boolean]>([
    ['the manifest asks for what it asked for', 2, {}, true],
    ['the manifest asks for more', 3, {}, false],
    ['the manifest asks for fewer', 1, {}, false],
    ['the manifest asks for more, yet traffic for more still', 3, { count: 5 }, true],
    ['the manifest asks for more than traffic', 9, { count: 5 }, false],
    ['the config of before is gone', 2, { initialCount: undefined }, true],
    ['the type of the instances changes', 2, { instanceType: 'ml.c5.xlarge' }, false],
  ])('when %s', (_name, count, variant, retained) => {
    expect(kept(count, variant)).toBe(retained)
  })
})

describe('the alarms', () => {
  const { alarms, endpointConfig } = plan({ guard: { errorPercent: 2, p99Milliseconds: 800, periods: 3 } }).requests
  const [errors, latency] = alarms as any[]

  test('look at the new config alone, minute by minute, and are quiet without data', () => {
    const dimensions = [
      { Name: 'EndpointName', Value: 'trimtab-dev-churn' },
      { Name: 'VariantName', Value: 'main' },
      { Name: 'EndpointConfigName', Value: endpointConfig!.EndpointConfigName },
    ]
    expect(latency).toMatchObject({ Dimensions: dimensions, Period: 60 })
    for (const { MetricStat } of errors.Metrics.slice(1))
      expect(MetricStat).toMatchObject({ Period: 60, Metric: { Dimensions: dimensions } })
    for (const alarm of [errors, latency])
      expect(alarm).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' })
  })

  test('hold the limits of the guard, in SageMaker’s units', () => {
    expect(errors).toMatchObject({ Threshold: 2, ComparisonOperator: 'GreaterThanThreshold' })
    expect(latency).toMatchObject({ Threshold: 800_000, ExtendedStatistic: 'p99', MetricName: 'ModelLatency' })
  })

  test('have names of their own for every config, and those of the rollout', () => {
    const planned = plan({ alarms: ['late'] })
    expect(planned.rollout.alarms).toEqual([errors.AlarmName, latency.AlarmName, 'late'])
    const again = planRun({ ...planInput(), attempt: 2 }).requests.alarms
    expect(again[0]!.AlarmName).not.toBe(errors.AlarmName)
    expect(errors.AlarmName).toMatch(/^trimtab-dev-churn-errors-[0-9a-f]{8}$/)
  })

  test('count for an asynchronous endpoint what it publishes', () => {
    const [share] = plan({ mode: 'async' }).requests.alarms
    expect(share?.Metrics?.map(({ MetricStat }) => MetricStat?.Metric?.MetricName)).toEqual([
      undefined,
      'Invocation5XXErrors',
    ])
  })
})

describe('an endpoint', () => {
  test('of mode serverless has memory and no instances', () => {
    const [variant] = plan({ mode: 'serverless', serverless: { memory: '3GB' } }).requests.endpointConfig!
      .ProductionVariants!
    expect(variant).toEqual({
      VariantName: 'main',
      ModelName: expect.any(String),
      InitialVariantWeight: 1,
      ServerlessConfig: { MemorySizeInMB: 3072, MaxConcurrency: 5 },
    })
  })

  test('of mode async puts results and errors under the line’s prefix, and is tested there', () => {
    const { requests, smokeTest } = plan({ mode: 'async' })
    const home = 's3://trimtab-dev-000000000000-ap-southeast-1/async/churn'
    expect(requests.endpointConfig?.AsyncInferenceConfig).toEqual({
      ClientConfig: { MaxConcurrentInvocationsPerInstance: 4 },
      OutputConfig: { S3OutputPath: `${home}/results/`, S3FailurePath: `${home}/errors/` },
    })
    expect(smokeTest.asyncInput).toMatch(new RegExp(`^${home}/smoke-tests/.+\\.csv$`))
  })

  test('keeps requests and answers when asked', () => {
    const { DataCaptureConfig } = plan({ capture: { percent: 30 } }).requests.endpointConfig!
    expect(DataCaptureConfig).toMatchObject({
      EnableCapture: true,
      InitialSamplingPercentage: 30,
      DestinationS3Uri: 's3://trimtab-dev-000000000000-ap-southeast-1/capture/churn/',
    })
  })

  test('does not exist in mode batch', () => {
    const { requests, rollout } = plan({ mode: 'batch', batch })
    expect(requests).not.toHaveProperty('endpoint')
    expect(requests).not.toHaveProperty('endpointConfig')
    expect([requests.alarms, rollout.alarms, rollout.configs]).toEqual([[], [], undefined])
  })

  test.each([
    ['realtime', 'serverless'],
    ['serverless', 'realtime'],
    ['realtime', 'async'],
    ['async', 'serverless'],
  ] as const)('of mode %s is not taken to %s', (from, to) => {
    expect(refusedBy({ mode: to }, serving({}, { mode: from }))).toEqual([
      expect.stringMatching(
        `serves in mode ${from}, and no update takes it to ${to} and back again: delete the endpoint`,
      ),
    ])
  })

  test('that mode batch leaves behind is told of, since it costs money', () => {
    const { notes } = plan({ mode: 'batch', batch }, serving())
    expect(notes).toContain('the endpoint trimtab-dev-churn of another mode still serves and costs money')
  })
})

describe('a judged rollout', () => {
  const judged = (
    settings: object = {},
    deploy: object = {},
    endpoint = serving({ instanceType: 'ml.c5.large', count: 5 }),
  ) => plan({ count: 2, ...deploy, rollout: { type: 'judged', judged: settings } }, endpoint)

  test('puts champion and challenger on one endpoint, the champion as it stands', () => {
    const { requests, rollout } = judged()
    const [main, challenger] = requests.judgedConfig!.ProductionVariants!
    expect(main).toMatchObject({
      VariantName: 'main',
      ModelName: champion.modelName,
      InstanceType: 'ml.c5.large',
      InitialInstanceCount: 5,
      InitialVariantWeight: 100,
    })
    expect(challenger).toMatchObject({
      VariantName: 'challenger',
      ModelName: requests.model.ModelName,
      InstanceType: 'ml.m5.large',
      InitialInstanceCount: 5,
      InitialVariantWeight: 0,
    })
    expect(rollout.champion).toEqual({
      version: champion.version,
      modelName: champion.modelName,
      configName: champion.endpointConfigName,
    })
    expect(requests.endpoint!.input).not.toHaveProperty('DeploymentConfig')
  })

  test('mirrors requests first when a shadow is asked for', () => {
    expect(judged().requests).not.toHaveProperty('shadowConfig')
    const { shadowConfig, model } = judged({ shadow: '10m' }).requests
    expect(shadowConfig!.ProductionVariants).toMatchObject([{ VariantName: 'main', ModelName: champion.modelName }])
    expect(shadowConfig!.ShadowProductionVariants).toMatchObject([
      { VariantName: 'challenger', ModelName: model.ModelName },
    ])
  })

  test('has a config of its own for each step, all within AWS’s own model', () => {
    const planned = judged({ shadow: '10m' }, { capture: {} })
    const names = Object.values(planned.rollout.configs!)
    expect(new Set(names).size).toBe(3)
    for (const { service, operation, input } of plannedRequests(planned)) validateInput(service, operation, input)
  })

  test('is given its settings whole: defaults, and a limit on predictions only where they are kept', () => {
    expect(judged({ weights: [5, 50] }).rollout.judged).toMatchObject({
      weights: [5, 50],
      failedChecks: 1,
      gate: 'auto',
    })
    expect(judged().rollout.judged!.limits).toEqual({ errorRate: 0.01, p50: 1.5, p99: 2 })
    expect(judged({}, { capture: {} }).rollout.judged!.limits.predictions).toBe(0.2)
    const whole = plan({ rollout: { type: 'judged' } }, serving()).rollout.judged
    expect(whole).toEqual({ ...judged().rollout.judged })
  })

  test('is all at once for the first version', () => {
    const { rollout, requests } = plan({ rollout: { type: 'judged' } })
    expect([rollout.type, rollout.judged, requests.judgedConfig]).toEqual(['all-at-once', undefined, undefined])
  })

  test('is refused beside a config that is nobody’s champion', () => {
    expect(refusedBy({ rollout: { type: 'judged' } }, serving({}, { configName: 'by-hand' }))).toEqual([
      expect.stringMatching(
        /serves the config by-hand, and the champion, version 3, has another: nothing can be judged/,
      ),
    ])
  })
})
