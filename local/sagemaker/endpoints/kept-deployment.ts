import type { DeploymentConfig, DesiredWeightAndCapacity } from '@aws-sdk/client-sagemaker'
import type { Stored } from '../records.ts'
import type { Deployment } from './deployment.ts'
import type { Counts } from './traffic-plan.ts'

/** What stands behind an endpoint and what is being made of it: enough for the next process to go on. */
export interface KeptDeployment {
  /** The fleet that the endpoint's config names. */
  current: Deployment
  /** The instances that it has, while these are not all that it should have. */
  counts?: Counts
  /** Another fleet that takes a share of the traffic, left by an update that could not be rolled back. */
  left?: { deployment: Deployment; counts: Counts; share: number }
  update?: KeptUpdate
  /** What a change of weights and numbers in progress goes to. */
  wanted?: DesiredWeightAndCapacity[]
}

/** An update in progress: what it goes to, how, and how far it has come. */
export interface KeptUpdate {
  next: Deployment
  config?: Stored<DeploymentConfig>
  startedAt: number
  /** Which stage of the traffic plan is under way. */
  stage: number
  /** When the bake of that stage is over, epoch ms; without, its traffic has not been shifted yet. */
  bakesUntil?: number
  /** It goes back, for this reason; an empty one is told to nobody. */
  failure?: string
}
