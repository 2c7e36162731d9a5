import type { DeploymentConfig } from '@aws-sdk/client-sagemaker'
import { notSupported } from '../refusals.ts'
import { checkGuardrails } from './check-traffic-routing.ts'

/** Guardrails are taken when they ask for what is done anyway: all at once, without alarms to watch. */
export function checkDeploymentConfig(config: DeploymentConfig | undefined): void {
  if (!config) return
  checkGuardrails(config)
  if (config.RollingUpdatePolicy) throw notSupported('DeploymentConfig.RollingUpdatePolicy')
  if (config.AutoRollbackConfiguration?.Alarms?.length) throw notSupported('DeploymentConfig.AutoRollbackConfiguration')
  const policy = config.BlueGreenUpdatePolicy
  const type = policy?.TrafficRoutingConfiguration?.Type
  if (type && type !== 'ALL_AT_ONCE') throw notSupported(`DeploymentConfig with traffic routing ${type}`)
  const waits =
    (policy?.TrafficRoutingConfiguration?.WaitIntervalInSeconds ?? 0) + (policy?.TerminationWaitInSeconds ?? 0)
  if (waits > 0) throw notSupported('DeploymentConfig with waiting times')
}
