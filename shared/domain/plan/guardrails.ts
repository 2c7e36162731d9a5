import type { BlueGreenUpdatePolicy, DeploymentConfig, TrafficRoutingConfig } from '@aws-sdk/client-sagemaker'
import { bakesOf } from '#shared/manifest/bakes.ts'
import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Draft } from './draft.ts'
import { alarmsOf } from './plan-alarms.ts'

/** SageMaker's own bounds of a deployment's longest time. */
const shortestDeployment = 600
const longestDeployment = 28_800

/**
 * How SageMaker moves the traffic, and which alarms take it back. A judged rollout moves it by itself, serverless
 * endpoints know no guardrails, and where all moves at once and nothing bakes there is nothing to watch.
 */
export function planGuardrails(draft: Draft): DeploymentConfig | undefined {
  const { deploy } = draft.manifest
  const { type } = deploy.rollout
  if (type === 'judged' || deploy.mode === 'serverless' || deploy.mode === 'batch') return undefined
  const { step, bakeSeconds } = bakesOf(deploy.rollout)
  if (type === 'all-at-once' && bakeSeconds === 0) return undefined
  const MaximumExecutionTimeoutInSeconds = longest(durationSeconds(deploy.timeout))
  const alarms = alarmsOf(draft)
  const AutoRollbackConfiguration = { Alarms: alarms.map((AlarmName) => ({ AlarmName })) }
  if (type === 'rolling') {
    const RollingUpdatePolicy = {
      MaximumBatchSize: share(step),
      WaitIntervalInSeconds: bakeSeconds,
      MaximumExecutionTimeoutInSeconds,
    }
    return { RollingUpdatePolicy, AutoRollbackConfiguration }
  }
  const BlueGreenUpdatePolicy: BlueGreenUpdatePolicy = {
    TrafficRoutingConfiguration: routing(type, step, bakeSeconds),
    // With everything moved, the old fleet stays for as long again: the way back is open while the alarms look.
    TerminationWaitInSeconds: bakeSeconds,
    MaximumExecutionTimeoutInSeconds,
  }
  return { BlueGreenUpdatePolicy, AutoRollbackConfiguration }
}

function routing(type: 'all-at-once' | 'canary' | 'linear', step: number, bake: number): TrafficRoutingConfig {
  if (type === 'canary') return { Type: 'CANARY', CanarySize: share(step), WaitIntervalInSeconds: bake }
  if (type === 'linear') return { Type: 'LINEAR', LinearStepSize: share(step), WaitIntervalInSeconds: bake }
  return { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 }
}

function share(percent: number) {
  return { Type: 'CAPACITY_PERCENT' as const, Value: percent }
}

function longest(asked: number): number {
  return Math.min(longestDeployment, Math.max(shortestDeployment, asked))
}
