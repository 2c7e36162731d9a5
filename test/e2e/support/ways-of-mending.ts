import { marshall } from '@aws-sdk/util-dynamodb'
import { expect } from 'vitest'
import { call, ended, invoke, put, until, type Walk, type Way } from './walk.ts'

const scaling = `
scale:
  { min: 1, max: 3, target: { metric: invocationsPerInstance, value: 1000 },
    steps: [{ metric: cpu, above: 80, add: 1 }],
    schedules: [{ name: surge, cron: 'cron(0 3 ? * * *)', timezone: UTC, min: 2, max: 3 }] }
`

/** Has the scaling of all lines looked at until that of this one was mended so. */
const mended = (walk: Walk, reason: RegExp) =>
  until(walk, async () => {
    await invoke(walk, 'mendScaling', { scheduledTime: new Date().toISOString() })
    const found = (await walk.loop.decisions(walk.model)).filter(({ subject }) => subject === 'scaling')
    const told = found.flatMap(({ evidence }) => evidence['found'] as string[])
    expect(told.some((text) => reason.test(text))).toBe(true)
  })

function holdOf(variant: object) {
  const suspended = {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
  }
  const target = { ...variant, MinCapacity: 1, MaxCapacity: 3 }
  const state = { target, policies: [], actions: [], suspended, arns: {}, madeAt: {}, stray: [] }
  return { rollout: 'gone', at: new Date().toISOString(), capacity: 1, state }
}

/** Ways by which scaling comes to be as its manifest says. */
export const WAYS_OF_MENDING: Record<string, Way> = {
  async 'scaling is put, what nobody asked for is taken away, and all of it goes with its manifest'(walk) {
    const { loop, model } = walk
    const endpoint = `trimtab-dev-${model}`
    const variant = {
      ServiceNamespace: 'sagemaker',
      ResourceId: `endpoint/${endpoint}/variant/main`,
      ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    }
    const asked = (operation: string, input: object) =>
      call(walk, 'application-autoscaling', operation, { ...variant, ...input })
    await loop.apply(model)
    await put(walk, 'first')
    await ended(walk, 1)
    await loop.apply(model, (manifest) => `${manifest}${scaling}`)
    await mended(walk, /no scalable target/)
    await asked('PutScalingPolicy', {
      PolicyName: `${endpoint}-scale-old`,
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'ChangeInCapacity',
        StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
      },
    })
    await asked('PutScheduledAction', {
      ScheduledActionName: `${endpoint}-scale-old`,
      Schedule: 'rate(1 day)',
      ScalableTargetAction: { MinCapacity: 1 },
    })
    await mended(walk, /policy .*-old is not wanted/)
    // As a rollout leaves it that dies while it changes the endpoint.
    const Item = { pk: { S: `LINE#${model}` }, sk: { S: 'SCALING' }, ...marshall(holdOf(variant)) }
    await call(walk, 'dynamodb', 'PutItem', { TableName: loop.service.outputs['LedgerTable'], Item })
    await loop.apply(model, (manifest) => `${manifest}# scales no more\n`)
    await mended(walk, /nothing is to scale any more/)
  },
}
