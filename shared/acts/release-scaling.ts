import { removeAlarms } from '#shared/aws/alarms.ts'
import { readEndpoint } from '#shared/aws/endpoints.ts'
import { keepScalingHold, readScalingHold } from '#shared/aws/ledger.ts'
import { deregisterTarget } from '#shared/aws/scaling.ts'
import { config } from '#shared/config.ts'
import { endpointName } from '#shared/domain/names.ts'
import { servingVariant } from '#shared/domain/plan/variants.ts'
import { heldScaling } from '#shared/domain/scaling/held-scaling.ts'
import { isOwnOf } from '#shared/domain/scaling/scaling-requests.ts'
import { readScaling } from './read-scaling.ts'

/**
 * Keeps in the ledger how the endpoint of a line scales, then takes that away: the target with its policies and scheduled
 * actions, whoever put them, as DeleteEndpoint would, and the alarms of ours, which it would leave behind. What was kept
 * comes back with `settleScaling` once the line serves again as it is deployed. Safe to repeat.
 */
export async function releaseScaling(model: string, rollout: string, at: string): Promise<{ released: boolean }> {
  const endpoint = endpointName(config.stage(), model)
  const [there, before, found] = await Promise.all([
    readScaling(endpoint),
    readScalingHold(model),
    readEndpoint(endpoint),
  ])
  if (!there) return { released: false }
  const hold = heldScaling({ rollout, at, there, hold: before, capacity: found?.sizes?.[servingVariant] ?? 0 })
  if (hold) await keepScalingHold(model, hold)
  const alarms = [...there.stray, ...there.policies.flatMap((policy) => policy.alarms)]
  const ours = alarms.map(({ AlarmName }) => AlarmName!).filter(isOwnOf(endpoint))
  // First, since they are found by the target.
  if (ours.length > 0) await removeAlarms([...new Set(ours)])
  await deregisterTarget(there.target)
  return { released: true }
}
