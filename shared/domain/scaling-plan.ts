import type { TargetTrackingScalingPolicyConfiguration } from '@aws-sdk/client-application-auto-scaling'
import { occasionsOf } from '#shared/manifest/clock/occasions.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { scheduledBounds } from '#shared/manifest/scheduled-bounds.ts'
import { endpointName } from './names.ts'
import { boundsInForce, type OthersActions } from './scaling/bounds-in-force.ts'
import { planReturn, planStep } from './scaling/plan-steps.ts'
import { targetConfiguration } from './scaling/plan-target.ts'
import { ownPrefix, type PolicyRequest, type ScaledVariant, type ScalingRequests } from './scaling/scaling-requests.ts'
import { stepPolicies } from './scaling/step-policies.ts'

export interface ScalingFacts {
  stage: string
  variant: string
  /** Epoch ms. Application Auto Scaling refuses an action that is over. */
  now: number
  /** When the actions that are there already were made, epoch ms: a rate counts from there. */
  madeAt?: Record<string, number>
  /** What somebody else lets the clock do: it counts until the next time of the manifest's own. */
  others?: OthersActions
}

/**
 * The requests that make an endpoint scale by its manifest, each of which may be sent again and changes nothing then;
 * undefined for one that does not scale. The bounds are those that the clock has made of them by now.
 */
export function planScaling(
  { model, scale, deploy }: Manifest,
  { stage, variant, now, madeAt = {}, others }: ScalingFacts,
): ScalingRequests | undefined {
  if (!scale) return undefined
  const endpoint = endpointName(stage, model)
  const dimension = deploy.mode === 'serverless' ? 'DesiredProvisionedConcurrency' : 'DesiredInstanceCount'
  const common: ScaledVariant = {
    ServiceNamespace: 'sagemaker',
    ResourceId: `endpoint/${endpoint}/variant/${variant}`,
    ScalableDimension: `sagemaker:variant:${dimension}`,
  }
  const own = (name: string) => `${ownPrefix(endpoint)}${name}`
  const bounds = scheduledBounds(scale)
  const steps = stepPolicies(scale.steps).map((policy) => planStep(policy, own, endpoint, variant))
  if ([scale, ...bounds].some(({ min }) => min === 0)) steps.push(planReturn(own, endpoint))
  return {
    target: { ...common, ...boundsInForce(scale, now, (name) => madeAt[own(name)], others) },
    policies: [
      ...(scale.target ? [tracking(own('target'), common, targetConfiguration(scale.target, endpoint, variant))] : []),
      ...steps.map(({ name, configuration, alarm }) => ({
        name,
        request: {
          PolicyName: name,
          ...common,
          PolicyType: 'StepScaling' as const,
          StepScalingPolicyConfiguration: configuration,
        },
        alarms: [alarm],
      })),
    ],
    actions: bounds
      .filter(
        (bound) =>
          !bound.expression.startsWith('at(') || [...occasionsOf(bound, now, Number.MAX_SAFE_INTEGER)].length > 0,
      )
      .map(({ name, expression, timezone, min, max }) => ({
        name: own(name),
        request: {
          ScheduledActionName: own(name),
          ...common,
          Schedule: expression,
          Timezone: timezone,
          ScalableTargetAction: { MinCapacity: min, MaxCapacity: max },
        },
      })),
  }
}

function tracking(
  PolicyName: string,
  common: ScaledVariant,
  TargetTrackingScalingPolicyConfiguration: TargetTrackingScalingPolicyConfiguration,
): PolicyRequest {
  const PolicyType = 'TargetTrackingScaling'
  return {
    name: PolicyName,
    request: { PolicyName, ...common, PolicyType, TargetTrackingScalingPolicyConfiguration },
    alarms: [],
  }
}
