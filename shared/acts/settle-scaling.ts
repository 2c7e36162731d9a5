import { readEndpoint } from '#shared/aws/endpoints.ts'
import {
  keepScalingHold,
  type Line,
  noteScaled,
  readLine,
  readManifest,
  readScalingHold,
  recordDecision,
  removeScalingHold,
} from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import { endpointName } from '#shared/domain/names.ts'
import { servingVariant } from '#shared/domain/plan/variants.ts'
import { briefly } from '#shared/domain/scaling/differences.ts'
import { othersActions, timesMade } from '#shared/domain/scaling/others-actions.ts'
import { type Settling, scalingAfter } from '#shared/domain/scaling/scaling-after.ts'
import { isOwnOf, type ScalingRequests } from '#shared/domain/scaling/scaling-requests.ts'
import { type ScalingChange, scalingDrift } from '#shared/domain/scaling-drift.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { ModelNotFound, ScalingUnsettled } from '#shared/errors.ts'
import { applyScaling } from './apply-scaling.ts'
import { readScaling } from './read-scaling.ts'

export interface Settlement {
  model: string
  /** Who has the endpoint. While somebody else has it, nothing is done. */
  rollout: string
  how: Settling
  /** The manifest that serves after a deployment; the one in force unless given. */
  manifestVersion?: string | null | undefined
}

/**
 * Has an endpoint scale again after it was changed, sees that it does, and forgets what was kept for that. Safe to repeat:
 * what is as it should be is not sent again. Answers what was changed.
 */
export async function settleScaling(
  { model, rollout, how, manifestVersion }: Settlement,
  at: string,
): Promise<string[]> {
  const endpoint = endpointName(config.stage(), model)
  const [line, hold] = await Promise.all([readLine(model), readScalingHold(model)])
  if (!line) throw new ModelNotFound(model)
  if (line.rolloutLease && line.rolloutLease.rollout !== rollout) return []
  if (how !== 'deployed' && !hold) return []
  const [there, serving] = await Promise.all([readScaling(endpoint), readEndpoint(endpoint)])
  if (!serving) return []
  const isOurs = isOwnOf(endpoint)
  const found = { there, hold, isOurs, now: Date.parse(at) }
  const planned = how === 'deployed' ? await plannedScaling(line, manifestVersion, found) : undefined
  if (planned && !line.scaled) await noteScaled(model, true)
  const wanted = scalingAfter(how, { planned, hold, isOurs, now: found.now })
  const capacity = serving.sizes?.[servingVariant]
  const changes = await applyScaling({ wanted, there, isOurs, capacity, scaled: line.scaled })
  if (changes.length > 0) {
    // Application Auto Scaling and CloudWatch tell of what was put a moment later.
    const left = scalingDrift({ wanted, there: await readScaling(endpoint), isOurs })
    if (left.length > 0) throw new ScalingUnsettled(left.map(({ reason }) => reason))
    await record(model, rollout, how, changes, at)
  }
  if (hold && how === 'sharing') await keepScalingHold(model, { ...hold, sharing: true })
  else if (hold) await removeScalingHold(model, hold)
  return changes.map(({ reason }) => reason)
}

async function plannedScaling(
  { model, manifestVersion: inForce }: Line,
  manifestVersion: string | null | undefined,
  found: Parameters<typeof othersActions>[0],
): Promise<ScalingRequests | undefined> {
  const kept = await readManifest(model, manifestVersion ?? inForce ?? '')
  if (!kept) throw new ModelNotFound(model)
  return planScaling(kept.manifest, {
    stage: config.stage(),
    variant: servingVariant,
    now: found.now,
    madeAt: timesMade(found),
    others: othersActions(found),
  })
}

async function record(
  model: string,
  rollout: string,
  how: Settling,
  changes: ScalingChange[],
  at: string,
): Promise<void> {
  const reasons = changes.map(({ reason }) => reason)
  const decision =
    how === 'deployed' ? 'scaled by its manifest' : how === 'back' ? 'scales as before' : 'scales out alone'
  const reason = `${words[how]}: ${briefly(reasons)}`
  return recordDecision(
    { model, at, subject: 'scaling', decision, rule: how, reason, evidence: { changes: reasons } },
    [rollout, at],
  )
}

const words: Record<Settling, string> = {
  deployed: 'after the deployment it scales as the manifest says',
  back: 'what served before scales as it did',
  sharing: 'while two versions share the traffic no instance is taken from the first',
}
