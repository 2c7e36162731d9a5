import type { ProductionVariant } from '@aws-sdk/client-sagemaker'
import type { ScalingHold } from './scaling-hold.ts'
import type { ScalingState } from './scaling-requests.ts'

/** A variant as an endpoint config asks for it. */
export type Variant = ProductionVariant

/** What comes after an update: the variants, or the name of an endpoint config that stands. */
export type Coming = Variant[] | string

export interface HoldFacts {
  rollout: string
  at: string
  there: ScalingState | undefined
  /** What an earlier change of the endpoint kept, and did not come to put back. */
  hold: ScalingHold | undefined
  capacity: number
}

/**
 * What is to be kept before scaling is paused; undefined where nothing scales. Whoever finds it paused, or gone, finds what
 * somebody left who died, and goes on from what that one kept. Nothing resumes before everything is back, so that what is
 * not paused is whole.
 */
export function heldScaling({ rollout, at, there, hold, capacity }: HoldFacts): ScalingHold | undefined {
  if (!there || (hold && isPaused(there))) {
    if (!hold) return undefined
    const { sharing: _sharing, ...kept } = hold
    return { ...kept, rollout }
  }
  // While two versions shared the traffic it was half paused, which is not how it is to be again.
  const state = hold?.sharing ? { ...there, suspended: hold.state.suspended } : there
  return { rollout, at, state, capacity }
}

export const isPaused = ({ suspended }: ScalingState) => Object.values(suspended).every(Boolean)

/** Whether SageMaker takes an update of a variant that is a scalable target: one that changes its instances it refuses. */
export function survivesUpdate({ target }: ScalingState, now: Variant | undefined, next: Variant | undefined): boolean {
  if (!now || !next) return false
  if (target.ScalableDimension === 'sagemaker:variant:DesiredProvisionedConcurrency')
    return next.ServerlessConfig?.ProvisionedConcurrency !== undefined
  return next.InstanceType !== undefined && next.InstanceType === now.InstanceType
}
