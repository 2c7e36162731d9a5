import { occasionsOf } from '#shared/manifest/clock/occasions.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { scheduledBounds } from '#shared/manifest/scheduled-bounds.ts'
import { endpointName } from './names.ts'
import { type PlannedStep, planReturn, planStep } from './scaling/plan-steps.ts'
import { targetConfiguration } from './scaling/plan-target.ts'
import { stepPolicies } from './scaling/step-policies.ts'

export interface ScalingFacts {
  stage: string
  variant: string
  /** Epoch ms. Application Auto Scaling refuses an action that is over. */
  now: number
}

/** What there is to be at Application Auto Scaling and CloudWatch; each request may be sent again and changes nothing then. */
export interface ScalingPlan {
  target: object
  policies: { name: string; request: object; alarm?: PlannedStep['alarm'] }[]
  actions: { name: string; request: object }[]
}

/** The requests that make an endpoint scale by its manifest; undefined for one that does not scale. */
export function planScaling(
  { model, scale, deploy }: Manifest,
  { stage, variant, now }: ScalingFacts,
): ScalingPlan | undefined {
  if (!scale) return undefined
  const endpoint = endpointName(stage, model)
  const dimension = deploy.mode === 'serverless' ? 'DesiredProvisionedConcurrency' : 'DesiredInstanceCount'
  const common = {
    ServiceNamespace: 'sagemaker',
    ResourceId: `endpoint/${endpoint}/variant/${variant}`,
    ScalableDimension: `sagemaker:variant:${dimension}`,
  }
  const prefix = `${endpoint}-scale`
  const bounds = scheduledBounds(scale)
  const steps = stepPolicies(scale.steps).map((policy) => planStep(policy, prefix, endpoint, variant))
  if ([scale, ...bounds].some(({ min }) => min === 0)) steps.push(planReturn(prefix, endpoint))
  return {
    target: { ...common, MinCapacity: scale.min, MaxCapacity: scale.max },
    policies: [
      ...(scale.target
        ? [tracking(`${prefix}-target`, common, targetConfiguration(scale.target, endpoint, variant))]
        : []),
      ...steps.map(({ name, configuration, alarm }) => {
        const request = {
          PolicyName: name,
          ...common,
          PolicyType: 'StepScaling',
          StepScalingPolicyConfiguration: configuration,
        }
        return { name, request, alarm }
      }),
    ],
    actions: bounds
      .filter(
        (bound) =>
          !bound.expression.startsWith('at(') || [...occasionsOf(bound, now, Number.MAX_SAFE_INTEGER)].length > 0,
      )
      .map(({ name, expression, timezone, min, max }) => ({
        name,
        request: {
          ScheduledActionName: name,
          ...common,
          Schedule: expression,
          Timezone: timezone,
          ScalableTargetAction: { MinCapacity: min, MaxCapacity: max },
        },
      })),
  }
}

function tracking(name: string, common: object, configuration: object): ScalingPlan['policies'][number] {
  const request = { PolicyName: name, ...common, PolicyType: 'TargetTrackingScaling' }
  return { name, request: { ...request, TargetTrackingScalingPolicyConfiguration: configuration } }
}
