import { removeAlarms } from '#shared/aws/alarms.ts'
import {
  changeRollout,
  crownAgain,
  freeRolloutLease,
  listRollouts,
  markVersion,
  readLine,
  readVersion,
  recordDecision,
  watch,
} from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type { VersionItem } from '#shared/domain/ledger-items.ts'
import { alarmKinds, alarmName } from '#shared/domain/names.ts'
import { finished, unfinished } from '#shared/domain/rollout-phases.ts'

export interface Rollback {
  model: string
  rollout: string
  reason: string
  evidence: Record<string, unknown>
  by: string
  back: {
    version: number
    modelName: string
    configName: string
    from: { configName: string; version?: number | undefined }
  }
  failure?: { Error: string; Cause?: string | null | undefined } | null | undefined
}

/** A bad version is found among the latest rollouts. */
const mostRollouts = 20

/** Makes the ledger say what the endpoint does after a way back, or after one that failed. Safe to repeat. */
export async function recordRollback(rollback: Rollback, now: string): Promise<{ reason: string }> {
  const { model, rollout, reason, by, back, failure } = rollback
  const evidence = { ...rollback.evidence, by, from: back.from, to: back.version }
  const record = { model, at: now, subject: 'rollout' as const, evidence }
  if (failure) {
    const why = `version ${back.version} could not be brought back: ${failure.Error} ${failure.Cause ?? ''}`.trim()
    await recordDecision({ ...record, decision: 'rollback failed', rule: by, reason: why }, [rollout])
    await changeRollout(model, rollout, unfinished, { phase: 'failed', reason: why, endedAt: now })
    await freeRolloutLease(model, rollout)
    return { reason: why }
  }
  await crown(model, back.version, now)
  // What they look at serves no longer.
  await removeAlarms(alarmKinds.map((kind) => alarmName(config.stage(), model, kind, back.from.configName)))
  await watch(model, undefined)
  if (back.from.version !== undefined) await markVersion(model, back.from.version, 'rolled-back', now)
  await markVersion(model, back.version, 'serving', now)
  const why = `version ${back.version} serves again: ${reason}`
  for (const other of await listRollouts(model, mostRollouts))
    if (other.challenger.configName === back.from.configName && other.rollout !== rollout)
      await changeRollout(model, other.rollout, finished, { phase: 'rolled-back', reason, endedAt: now })
  await recordDecision({ ...record, decision: 'rolled back', rule: by, reason: why }, [rollout])
  await changeRollout(model, rollout, unfinished, {
    phase: 'rolled-back',
    reason: why,
    evidence,
    weight: 100,
    endedAt: now,
  })
  await freeRolloutLease(model, rollout)
  return { reason: why }
}

async function crown(model: string, version: number, now: string): Promise<void> {
  const item = await readVersion(model, version)
  if (!item) throw new Error(`version ${version} of ${model} is not in the ledger`)
  const champion = (await readLine(model))?.champion
  if (champion?.version === version) return
  await crownAgain(model, championOf(item, now), champion?.version)
}

function championOf(item: VersionItem, deployedAt: string) {
  const { version, run, modelName, modelPackageArn, recipeHash, metrics, endpointConfigName } = item
  return {
    version,
    run,
    modelName,
    modelPackageArn,
    recipeHash,
    metrics,
    endpointConfigName: endpointConfigName!,
    deployedAt,
  }
}
