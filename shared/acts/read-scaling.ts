import { readActions, readPolicies, readTarget } from '#shared/aws/scaling.ts'
import { readScalingAlarms } from '#shared/aws/scaling-alarms.ts'
import { ownPrefix, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { scalingStateOf } from '#shared/domain/scaling/scaling-state.ts'

const variantResource = (endpoint: string, variant = 'main') => `endpoint/${endpoint}/variant/${variant}`

/** How the serving variant of an endpoint scales; undefined when it does not, which takes one call to see. */
export async function readScaling(endpoint: string): Promise<ScalingState | undefined> {
  const resource = variantResource(endpoint)
  const target = await readTarget(resource)
  if (!target) return undefined
  const [policies, actions] = await Promise.all([readPolicies(resource), readActions(resource)])
  const names = policies.flatMap(({ StepScalingPolicyConfiguration, Alarms = [] }) =>
    StepScalingPolicyConfiguration ? Alarms.map(({ AlarmName }) => AlarmName!) : [],
  )
  const alarms = await readScalingAlarms(names, ownPrefix(endpoint), endpoint)
  return scalingStateOf({ target, policies, actions, alarms })
}

/** The names of our alarms over an endpoint, which are found by its target only while there is one. */
export async function readOwnAlarms(endpoint: string): Promise<string[]> {
  const alarms = await readScalingAlarms([], ownPrefix(endpoint), endpoint)
  return alarms.map(({ AlarmName }) => AlarmName!)
}
