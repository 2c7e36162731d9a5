import { removeAlarms } from '#shared/aws/alarms.ts'
import { readEndpoint } from '#shared/aws/endpoints.ts'
import { changeRollout, freeRolloutLease, readLine, readRollout, recordDecision, watch } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type { LineItem, RolloutItem, RolloutPhase } from '#shared/domain/ledger-items.ts'
import { alarmKinds, alarmName, endpointName, isAlarmOf } from '#shared/domain/names.ts'
import type { RunPlan } from '#shared/domain/plan-run.ts'
import { unfinished } from '#shared/domain/rollout-phases.ts'

interface Ended {
  reason: string
  at: string
}

/**
 * Writes down how a run's rollout ended, has a version that serves watched from now on, and frees the endpoint: last, so
 * that nobody finds it free while the ledger does not yet say what serves. Safe to repeat.
 */
export async function settleRollout(
  model: string,
  { rollout: plan, requests }: Pick<RunPlan, 'rollout' | 'requests'>,
  ended: Ended & { deployed: boolean },
): Promise<void> {
  if (!ended.deployed) return abandonRollout(model, plan.id, ended)
  const rollout = await readRollout(model, plan.id)
  if (!rollout) return
  await beginWatch(rollout, plan, requests.alarms, ended)
  await freeRolloutLease(model, plan.id)
}

/** A rollout that did not come to its end: what its alarms watch does not serve. */
async function abandonRollout(model: string, id: string, { reason, at }: Ended): Promise<void> {
  const rollout = await readRollout(model, id)
  if (!rollout) return
  const phase = await phaseAfterFailure(rollout)
  const { configName } = rollout.challenger
  await removeAlarms(alarmKinds.map((kind) => alarmName(config.stage(), model, kind, configName)))
  // A judged one has told already.
  if (unfinished.includes(rollout.phase)) {
    const evidence = { challenger: rollout.challenger, champion: rollout.champion }
    const decision = phase === 'rolled-back' ? 'rolled back' : 'failed'
    await recordDecision({ model, at, subject: 'rollout', decision, rule: 'deploy', reason, evidence }, [id])
  }
  await changeRollout(model, id, unfinished, { phase, weight: 0, reason, endedAt: at })
  await freeRolloutLease(model, id)
}

async function beginWatch(
  { model, rollout }: RolloutItem,
  { alarms, watchForSeconds }: RunPlan['rollout'],
  put: RunPlan['requests']['alarms'],
  { reason, at }: Ended,
): Promise<void> {
  const before = (await readLine(model))?.watching
  if (before && before.rollout !== rollout) await endWatch(model, before, at)
  const finished = { weight: 100, reason }
  if (watchForSeconds === 0) {
    await changeRollout(model, rollout, unfinished, { ...finished, phase: 'kept', endedAt: at })
    await removeAlarms(alarms.filter((name) => isAlarmOf(config.stage(), model, name)))
    return
  }
  const until = new Date(Date.parse(at) + watchForSeconds * 1000).toISOString()
  await changeRollout(model, rollout, unfinished, { ...finished, phase: 'watching', watchUntil: until, alarms: put })
  await watch(model, { rollout, since: at, until, alarms })
}

/** What was watched until now serves no longer; its alarms would look at nothing. */
async function endWatch(model: string, { rollout, alarms }: NonNullable<LineItem['watching']>, at: string) {
  await removeAlarms(alarms.filter((name) => isAlarmOf(config.stage(), model, name)))
  await changeRollout(model, rollout, ['watching'], {
    phase: 'kept',
    reason: 'the next version took over',
    endedAt: at,
  })
}

/** SageMaker tells whether what served before serves; without that, and with nothing before, somebody has to look. */
async function phaseAfterFailure({ model, champion }: RolloutItem): Promise<RolloutPhase> {
  const endpoint = await readEndpoint(endpointName(config.stage(), model))
  if (!champion) return endpoint ? 'failed' : 'rolled-back'
  return endpoint?.status === 'InService' && endpoint.configName === champion.configName ? 'rolled-back' : 'failed'
}
