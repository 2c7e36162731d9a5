import type { ScalingState } from './scaling-requests.ts'

/** What scaled an endpoint before it was changed, kept until it scales so again: whoever dies meanwhile loses nothing. */
export interface ScalingHold {
  /** Whose change of the endpoint it is; a later one that finds it takes it over. */
  rollout: string
  at: string
  state: ScalingState
  /** Instances, or provisioned concurrency, in force then. */
  capacity: number
  /** Two variants share the traffic: meanwhile the first one scales, but not in. */
  sharing?: true
}
