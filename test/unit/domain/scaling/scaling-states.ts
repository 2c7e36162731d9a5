import type { ScalingRequests, ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { manifestWith } from '../../manifest/manifest-text.ts'

export const now = Date.UTC(2026, 2, 2, 12)
export const active = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
}
export const isOurs = (name: string) => name.startsWith('trimtab-dev-churn-scale-')

export function planned(scale: object = {}, deploy: object = {}, at = now): ScalingRequests {
  const manifest = manifestWith({ scale: { max: 4, ...scale }, deploy })
  return planScaling(manifest, { stage: 'dev', variant: 'main', now: at })!
}

/** What there is once all of it was put. */
export function stateOf(requests: ScalingRequests, changes: Partial<ScalingState> = {}): ScalingState {
  const arns = Object.fromEntries(requests.policies.map(({ name }) => [name, `arn:${name}`]))
  const madeAt = Object.fromEntries(requests.actions.map(({ name }) => [name, now]))
  return { ...structuredClone(requests), suspended: active, arns, madeAt, stray: [], ...changes }
}

export const target = { metric: 'invocationsPerInstance', value: 100 }
export const steps = [{ metric: 'cpu', above: 80, add: 1 }]

export const foreignPolicy = (name = 'by-hand') => ({
  name,
  request: { ...planned({ target }).policies[0]!.request, PolicyName: name },
  alarms: [],
})

export const foreignAction = (name: string, Schedule: string) => ({
  name,
  request: {
    ServiceNamespace: 'sagemaker' as const,
    ResourceId: 'endpoint/trimtab-dev-churn/variant/main',
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' as const,
    ScheduledActionName: name,
    Schedule,
    ScalableTargetAction: { MinCapacity: 3 },
  },
})
