import type { CapacitySize, DeploymentConfig, TrafficRoutingConfig } from '@aws-sdk/client-sagemaker'
import { require } from '../refusals.ts'

/** Per cent of a fleet that one step may take: canary, linear step, rolling batch, rolling back. */
const SHARES = { CanarySize: [1, 50], LinearStepSize: [10, 50], MaximumBatchSize: [5, 50] } as const

/**
 * The rules of deployment guardrails that the API model does not hold: which sizes go with which kind of traffic
 * routing, how large they may be, and that the whole takes longer than its waits.
 */
export function checkGuardrails(config: DeploymentConfig): void {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config
  require(!(blueGreen && rolling), 'BlueGreenUpdatePolicy and RollingUpdatePolicy exclude each other.')
  if (rolling) {
    checkShare('MaximumBatchSize', rolling.MaximumBatchSize)
    checkDuration(rolling.MaximumExecutionTimeoutInSeconds, rolling.WaitIntervalInSeconds ?? 0)
  }
  const routing = blueGreen?.TrafficRoutingConfiguration
  if (!routing) return
  checkSizes(routing)
  checkDuration(
    blueGreen.MaximumExecutionTimeoutInSeconds,
    stepsOf(routing) * (routing.WaitIntervalInSeconds ?? 0) + (blueGreen.TerminationWaitInSeconds ?? 0),
  )
}

function checkSizes({ Type, CanarySize, LinearStepSize }: TrafficRoutingConfig): void {
  require(Type !== 'CANARY' || CanarySize, 'CanarySize is required when traffic routing type is CANARY.')
  require(Type !== 'LINEAR' || LinearStepSize, 'LinearStepSize is required when traffic routing type is LINEAR.')
  require(Type === 'CANARY' || !CanarySize, `CanarySize must not be specified for traffic routing type ${Type}.`)
  require(Type === 'LINEAR' ||
    !LinearStepSize, `LinearStepSize must not be specified for traffic routing type ${Type}.`)
  if (CanarySize) checkShare('CanarySize', CanarySize)
  if (LinearStepSize) checkShare('LinearStepSize', LinearStepSize)
}

function checkShare(name: keyof typeof SHARES, size: CapacitySize | undefined): void {
  if (size?.Type !== 'CAPACITY_PERCENT') return
  const [least, most] = SHARES[name]
  require(size.Value! >= least && size.Value! <= most, `${name} must be from ${least} to ${most} CAPACITY_PERCENT.`)
}

/** How often a routing waits before the last of the traffic is over. */
function stepsOf({ Type, LinearStepSize }: TrafficRoutingConfig): number {
  if (Type === 'LINEAR' && LinearStepSize?.Type === 'CAPACITY_PERCENT') return Math.ceil(100 / LinearStepSize.Value!)
  return Type === 'ALL_AT_ONCE' ? 0 : 1
}

function checkDuration(limit: number | undefined, waits: number): void {
  require(limit === undefined ||
    limit >
      waits, `MaximumExecutionTimeoutInSeconds (${limit}) must be longer than the waiting times of the deployment together (${waits}).`)
}
