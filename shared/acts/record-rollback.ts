import { removeAlarms } from '#shared/aws/alarms.ts'
import {
  changeRollout,
  crownAgain,
  freeRolloutLease,
  markVersion,
  readLine,
  readVersion,
  recordDecision,
  rolloutsOf,
  watch,
} from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type { VersionItem } from '#shared/domain/ledger-items.ts'
import { alarmKinds, alarmName } from '#shared/domain/names.ts'
import { finished, unfinished } from '#shared/domain/rollout-phases.ts'
import { beginSwitch } from './begin-switch.ts'

interface From {
  configName: string
  version?: number | undefined
}

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
    from: From
    /** The clock has the line parked or served in another way: the endpoint was left as it is. */
    away?: boolean | undefined
  }
  failure?: { Error: string; Cause?: string | null | undefined } | null | undefined
}

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
  const why = `version ${back.version} serves again${back.away ? ' once the line is back' : ''}: ${reason}`
  await endItsRollout(model, back.from, reason, now)
  await recordDecision({ ...record, decision: 'rolled back', rule: by, reason: why }, [rollout])
  await changeRollout(model, rollout, unfinished, {
    phase: 'rolled-back',
    reason: why,
    evidence,
    weight: 100,
    endedAt: now,
  })
  await freeRolloutLease(model, rollout)
  if (back.away) await beginSwitch(model, now, { waits: true })
  return { reason: why }
}

/** The rollout that brought the version which serves no longer, however many came after it. */
async function endItsRollout(model: string, { configName, version }: From, reason: string, now: string): Promise<void> {
  const left = version === undefined ? undefined : await readVersion(model, version)
  for (const { rollout, challenger } of left ? await rolloutsOf(model, left.run) : [])
    if (challenger.configName === configName)
      await changeRollout(model, rollout, finished, { phase: 'rolled-back', reason, endedAt: now })
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
