import {
  type KeptManifest,
  type Line,
  readLine,
  readManifest,
  readScalingHold,
  recordDecision,
  removeScalingHold,
} from '#shared/aws/ledger.ts'
import { readServing } from '#shared/aws/serving.ts'
import { config } from '#shared/config.ts'
import { endpointName } from '#shared/domain/names.ts'
import { servingVariant } from '#shared/domain/plan/variants.ts'
import { briefly } from '#shared/domain/scaling/differences.ts'
import { scalingAfter } from '#shared/domain/scaling/scaling-after.ts'
import { isOwnOf, type ScalingRequests, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { type ScalingChange, scalingDrift } from '#shared/domain/scaling-drift.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { sendScaling } from './apply-scaling.ts'
import { readScaling } from './read-scaling.ts'

/** Application Auto Scaling may carry a scheduled action out this much after its time. */
const late = 5 * 60_000

/**
 * Finds in what the scaling of a line's endpoint differs from what its manifest in force says, writes it down and mends it.
 * Leaves alone an endpoint that somebody changes at the time, and one that does not serve as the manifest says yet. Safe
 * to repeat: what is mended is found no more. What a rollout paused that is gone goes on.
 */
export async function mendScaling(model: string, now: string): Promise<ScalingChange[]> {
  const endpoint = endpointName(config.stage(), model)
  const line = await readLine(model)
  if (!line?.manifestVersion || line.rolloutLease) return []
  const [kept, serving, there, hold] = await Promise.all([
    readManifest(model, line.manifestVersion),
    readServing(endpoint),
    readScaling(endpoint),
    readScalingHold(model),
  ])
  if (!kept || serving?.status !== 'InService' || serving.mode !== kept.manifest.deploy.mode) return []
  const capacity = serving.variants?.find(({ name }) => name === servingVariant)?.count
  const isOurs = isOwnOf(endpoint)
  const planned = wantedOf(kept, there, now)
  const wanted = scalingAfter('deployed', { planned, hold, isOurs, now: Date.parse(now) })
  const changes = scalingDrift({ wanted, there, isOurs, capacity })
  if ((changes.length === 0 && !hold) || (await isTaken(line))) return []
  if (changes.length > 0) await record(model, changes, now)
  await sendScaling(changes, there)
  if (hold) await removeScalingHold(model, hold)
  return changes
}

/** Written down before anything is sent: whoever dies in between is not the only one to know. */
function record(model: string, changes: ScalingChange[], now: string): Promise<void> {
  const reasons = changes.map(({ reason }) => reason)
  const record = { model, at: now, subject: 'scaling' as const, decision: 'mended', rule: 'drift' }
  return recordDecision(
    {
      ...record,
      reason: `its scaling was not as the manifest says: ${briefly(reasons)}`,
      evidence: { found: reasons },
    },
    [now.slice(0, 16), reasons],
  )
}

/** The bounds of a moment ago are no drift: a scheduled action is not on time to the second. */
function wantedOf({ manifest }: KeptManifest, there: ScalingState | undefined, now: string) {
  const plan = (at: number) =>
    planScaling(manifest, {
      stage: config.stage(),
      variant: servingVariant,
      now: at,
      ...(there && { madeAt: there.madeAt }),
    })
  const wanted = plan(Date.parse(now))
  const before = plan(Date.parse(now) - late)
  return wanted && before && there && sameBounds(before, there) ? { ...wanted, target: before.target } : wanted
}

function sameBounds({ target: left }: ScalingRequests, { target: right }: ScalingRequests): boolean {
  return left.MinCapacity === right.MinCapacity && left.MaxCapacity === right.MaxCapacity
}

/** Whether a rollout or a way back has taken the endpoint since the line was read. */
async function isTaken({ model, manifestVersion }: Line): Promise<boolean> {
  const line = await readLine(model)
  return line?.rolloutLease !== undefined || line?.manifestVersion !== manifestVersion
}
