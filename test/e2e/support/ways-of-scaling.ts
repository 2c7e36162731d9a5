import { expect } from 'vitest'
import { call, ended, invoke, put, until, type Walk, type Way } from './walk.ts'

const target = 'target: { metric: invocationsPerInstance, value: 1000 }'
const steps = 'steps: [{ metric: cpu, above: 80, add: 1 }]'
const schedules =
  "schedules: [{ name: surge, cron: 'cron(0 3 ? * * *)', timezone: UTC, min: 1, max: 3 }, { name: calm, cron: 'cron(0 4 ? * * *)', timezone: UTC, min: 1, max: 2 }]"

const scaling =
  (...parts: string[]) =>
  (manifest: string) =>
    `${manifest}\nscale: { ${['min: 1', 'max: 2', ...parts].join(', ')} }\n`

/** What a machine asks of a function, which must not fail of it. */
async function done(walk: Walk, name: string, payload: object) {
  const { FunctionError, Payload } = await invoke(walk, name, { model: walk.model, rollout: 'by hand', ...payload })
  expect(FunctionError, Buffer.from(Payload).toString()).toBeUndefined()
}

/** Ways by which an endpoint comes to scale, is paused, and scales again. */
export const WAYS_OF_SCALING: Record<string, Way> = {
  async 'a line scales by its manifest, is paused, scales again, scales in another way, and no more'(walk) {
    const { loop, model } = walk
    const ResourceIds = [`endpoint/trimtab-dev-${model}/variant/main`]
    const targets = async () =>
      (
        await call(walk, 'application-autoscaling', 'DescribeScalableTargets', {
          ServiceNamespace: 'sagemaker',
          ResourceIds,
        })
      ).ScalableTargets
    await loop.apply(model, scaling(target, steps, schedules))
    await put(walk, 'first')
    await ended(walk, 1)
    expect(await targets()).toHaveLength(1)
    const coming = [{ VariantName: 'main', InstanceType: 'ml.m5.large' }]
    await until(walk, () => done(walk, 'holdScaling', { coming }))
    await until(walk, () => done(walk, 'settleScaling', { how: 'back' }))
    await until(walk, () => done(walk, 'holdScaling', { coming: [] }))
    expect(await targets()).toEqual([])
    await until(walk, () => done(walk, 'settleScaling', { how: 'back' }))
    // A policy, its alarm and a scheduled action go.
    await loop.apply(model, scaling(target))
    await until(walk, () => done(walk, 'settleScaling', { how: 'deployed' }))
    await loop.apply(model)
    await until(walk, () => done(walk, 'settleScaling', { how: 'deployed' }))
    expect(await targets()).toEqual([])
  },
}
