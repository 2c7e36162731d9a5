import {
  freeMending,
  type Line,
  noteScaled,
  readLine,
  readManifest,
  readScalingHold,
  recordDecision,
  removeScalingHold,
  takeMending,
} from '#shared/aws/ledger.ts'
import { readServing } from '#shared/aws/serving.ts'
import { config } from '#shared/config.ts'
import { endpointName } from '#shared/domain/names.ts'
import { servingVariant } from '#shared/domain/plan/variants.ts'
import { briefly } from '#shared/domain/scaling/differences.ts'
import { othersActions, timesMade } from '#shared/domain/scaling/others-actions.ts'
import { scalingAfter } from '#shared/domain/scaling/scaling-after.ts'
import type { ScalingHold } from '#shared/domain/scaling/scaling-hold.ts'
import { isOwnOf, type ScalingState } from '#shared/domain/scaling/scaling-requests.ts'
import { leftToOthers, type PlanAt, wantedByNow } from '#shared/domain/scaling/wanted-by-now.ts'
import { type ScalingChange, scalingDrift } from '#shared/domain/scaling-drift.ts'
import { planScaling } from '#shared/domain/scaling-plan.ts'
import { sendScaling } from './apply-scaling.ts'
import { readOwnAlarms, readScaling } from './read-scaling.ts'

/** As long as the function that mends may live: whoever dies of its mending keeps the endpoint no longer. */
const mendingMilliseconds = 300_000

/**
 * Finds in what the scaling of a line's endpoint differs from what its manifest in force says, writes it down and mends it.
 * Leaves alone an endpoint that somebody changes at the time, and one that does not serve as the manifest says yet; while
 * it mends, nobody begins to change it. Safe to repeat: what is mended is found no more. What a rollout paused that is gone
 * goes on.
 */
export async function mendScaling(model: string, now: string): Promise<ScalingChange[]> {
  const seen = await look(model, now)
  if (!seen || (seen.changes.length === 0 && !seen.hold)) return []
  const until = new Date(Date.parse(now) + mendingMilliseconds).toISOString()
  if (!(await takeMending(model, now, until))) return []
  try {
    // Somebody may have had it since it was looked at.
    const { changes, there, hold } = (await look(model, now)) ?? { changes: [] }
    if (changes.length > 0) await record(model, changes, now)
    await sendScaling(changes, there)
    if (hold) await removeScalingHold(model, hold)
    return changes
  } finally {
    await freeMending(model, until)
  }
}

interface Seen {
  changes: ScalingChange[]
  there?: ScalingState | undefined
  hold?: ScalingHold | undefined
}

/** What there is to mend; undefined where an endpoint is to be left alone. */
async function look(model: string, now: string): Promise<Seen | undefined> {
  const endpoint = endpointName(config.stage(), model)
  const line = await readLine(model)
  if (!line?.manifestVersion || line.rolloutLease) return undefined
  const [kept, serving, there, hold] = await Promise.all([
    readManifest(model, line.manifestVersion),
    readServing(endpoint),
    readScaling(endpoint),
    readScalingHold(model),
  ])
  if (!kept) return undefined
  const isOurs = isOwnOf(endpoint)
  const stray = there ? [] : await readOwnAlarms(endpoint)
  // What a parked line has in the ledger waits for it to be back.
  if (!serving) return { changes: scalingDrift({ wanted: undefined, there: undefined, isOurs, stray }) }
  if (serving.status !== 'InService' || serving.mode !== kept.manifest.deploy.mode) return undefined
  const found = { there, hold, isOurs, now: Date.parse(now) }
  const plan: PlanAt = (at, madeAt, others) =>
    planScaling(kept.manifest, { stage: config.stage(), variant: servingVariant, now: at, madeAt, others })
  const facts = { ...found, plan, madeAt: timesMade(found), others: othersActions(found) }
  const planned = wantedByNow(facts)
  const wanted = scalingAfter('deployed', { planned, hold, isOurs, now: found.now })
  await noteWhose(line, planned !== undefined, wanted !== undefined || there !== undefined)
  const left = leftToOthers(facts)
  if (left) await recordLeft(model, left, now)
  const capacity = serving.variants?.find(({ name }) => name === servingVariant)?.count
  const changes = scalingDrift({ wanted, there, isOurs, capacity, scaled: line.scaled, stray })
  return { changes, there, hold }
}

/** A target is ours from before a manifest's is registered until there is none any more. */
async function noteWhose({ model, scaled }: Line, asked: boolean, stays: boolean): Promise<void> {
  if (asked && !scaled) await noteScaled(model, true)
  if (scaled && !asked && !stays) await noteScaled(model, false)
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

/** Told once of the same bounds by the same actions. */
function recordLeft(model: string, { bounds, instead, names }: NonNullable<Left>, now: string): Promise<void> {
  const reason = `its bounds are ${bounds}, by scheduled actions that somebody else put (${names.join(', ')}), and stay so until the manifest's next time; by the manifest alone they would be ${instead}`
  const record = { model, at: now, subject: 'scaling' as const, decision: 'left', rule: 'actions of others' }
  return recordDecision({ ...record, reason, evidence: { bounds, instead, names } }, [bounds, names])
}

type Left = ReturnType<typeof leftToOthers>
