import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCloudFormation, deployTemplate } from '#local/cloudformation/index.ts'
import { Scaled } from '../autoscaling/scaled.ts'

let folder: string
let scaled: Scaled
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-package-'))
  scaled = await Scaled.open()
  const { kernel } = scaled.on.world
  kernel.register(createCloudFormation(kernel))
})
afterEach(async () => {
  await scaled.close()
  rmSync(folder, { recursive: true, force: true })
})

async function deploy(Resources: object): Promise<Record<string, string>> {
  const templateFile = join(folder, 'template.json')
  writeFileSync(templateFile, JSON.stringify({ Resources, Outputs: { Policy: { Value: { Ref: 'Policy' } } } }))
  const { outputs } = await deployTemplate(scaled.on.world.kernel, {
    stackName: 'test',
    templateFile,
    artifacts: (key) => key,
  })
  await scaled.on.clock.settle()
  return outputs
}

const action = (ScheduledActionName: string) => ({
  ScheduledActionName,
  Schedule: 'cron(0 9 * * ? *)',
  StartTime: '2026-02-01T00:00:00Z',
  ScalableTargetAction: { MinCapacity: 2 },
})
const target = (...ScheduledActions: object[]) => ({
  Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  Properties: {
    ServiceNamespace: 'sagemaker',
    ResourceId: 'endpoint/e/variant/main',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    MinCapacity: '3',
    MaxCapacity: 6,
    ScheduledActions,
  },
})
const policy = {
  Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  Properties: {
    PolicyName: 'p',
    PolicyType: 'TargetTrackingScaling',
    ScalingTargetId: { Ref: 'Target' },
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
    },
  },
}

test('a template registers a target with its schedules and a policy, changes them and takes them away', async () => {
  const { Policy } = await deploy({ Target: target(action('a'), action('b')), Policy: policy })
  expect(Policy).toMatch(/^arn:aws:autoscaling:.*:policyName\/p$/)
  expect(await scaled.instances()).toBe(3)
  const names = async () =>
    (await scaled.call('DescribeScheduledActions')).ScheduledActions.map((one: any) => one.ScheduledActionName)
  expect(await names()).toEqual(['a', 'b'])
  expect(await deploy({ Target: target(action('b')), Policy: policy })).toEqual({ Policy })
  expect(await names()).toEqual(['b'])
  expect(await scaled.alarms()).toHaveLength(2)
  await deploy({ Policy: { Type: 'AWS::CloudWatch::Alarm', Properties: ALARM } })
  expect((await scaled.alarms()).map(({ AlarmName }) => AlarmName)).toEqual(['other'])
})

const ALARM = {
  AlarmName: 'other',
  Namespace: 'N',
  MetricName: 'M',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
}
