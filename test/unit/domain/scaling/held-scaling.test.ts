import type { ProductionVariant } from '@aws-sdk/client-sagemaker'
import { describe, expect, it, test } from 'vitest'
import { heldScaling, survivesUpdate } from '#shared/domain/scaling/held-scaling.ts'
import { allSuspended, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { active, planned, stateOf, target } from './scaling-states.ts'

const at = '2026-03-02T12:00:00.000Z'
const facts = { rollout: 'second', at, capacity: 3 }
const whole = stateOf(planned({ target }))
const paused = { ...whole, suspended: allSuspended }
const before = { rollout: 'first', at: '2026-03-02T10:00:00.000Z', state: whole, capacity: 2 }

describe('what is kept before scaling is paused', () => {
  it('is nothing where nothing scales', () => {
    expect(heldScaling({ ...facts, there: undefined, hold: undefined })).toBeUndefined()
  })
  it('is what is there, with the capacity in force', () => {
    expect(heldScaling({ ...facts, there: whole, hold: undefined })).toEqual({ ...facts, state: whole })
  })
  test.each<[string, ScalingState | undefined]>([
    ['paused', paused],
    ['gone', undefined],
  ])('is what somebody kept who left it %s', (_name, there) => {
    expect(heldScaling({ ...facts, there, hold: before })).toEqual({ ...before, rollout: 'second' })
  })
  it('is what is there when what was kept is of a time that is over', () => {
    const there = stateOf(planned({ target, max: 9 }))
    expect(heldScaling({ ...facts, there, hold: before })).toEqual({ ...facts, state: there })
  })
  it('is what is there after two versions shared the traffic, suspended as it was before that', () => {
    const there = { ...whole, suspended: { ...active, DynamicScalingInSuspended: true } }
    const held = heldScaling({ ...facts, there, hold: { ...before, sharing: true } })
    expect(held).toEqual({ ...facts, state: { ...there, suspended: active } })
  })
  it('is scaling that somebody suspended by hand, as it is', () => {
    expect(heldScaling({ ...facts, there: paused, hold: undefined })!.state.suspended).toEqual(allSuspended)
  })
})

describe('an update of a variant that scales', () => {
  const on = (InstanceType: string) => ({ VariantName: 'main', InstanceType }) as ProductionVariant
  const serverless = (ProvisionedConcurrency?: number) =>
    ({
      VariantName: 'main',
      ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5, ProvisionedConcurrency },
    }) as ProductionVariant
  const provisioned = stateOf(planned({}, { mode: 'serverless', serverless: { provisionedConcurrency: 2 } }))

  test.each<[string, ScalingState, ProductionVariant | undefined, ProductionVariant | undefined, boolean]>([
    ['that brings another model', whole, on('ml.m5.large'), on('ml.m5.large'), true],
    ['that brings another instance type', whole, on('ml.m5.large'), on('ml.c5.large'), false],
    ['that removes it', whole, on('ml.m5.large'), undefined, false],
    ['that takes its instances', whole, on('ml.m5.large'), serverless(2), false],
    ['from a config of which nothing is known', whole, undefined, on('ml.m5.large'), false],
    ['that keeps its concurrency provisioned', provisioned, serverless(2), serverless(3), true],
    ['that provisions none any more', provisioned, serverless(2), serverless(), false],
  ])('%s', (_name, there, from, to, taken) => {
    expect(survivesUpdate(there, from, to)).toBe(taken)
  })
})
