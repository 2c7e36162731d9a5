import { putAlarm, readAlarms, removeAlarms, requestsServed } from '#shared/aws/alarms.ts'
import { startRollback } from '#shared/aws/executions.ts'
import { changeRollout, type Line, readRollout, recordDecision, watch } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import type { RolloutItem } from '#shared/domain/ledger-items.ts'
import { endpointName, rollbackIdFor } from '#shared/domain/names.ts'
import { watchDecision } from '#shared/domain/watch-window.ts'

/**
 * Looks at the version of a model line whose rollout finished a while ago: goes back when one of its alarms is raised,
 * ends the watch when its time is over and it has served, or serves no longer. Safe to repeat, and to do beside a
 * deployment. `serving` is the endpoint's config, null without an endpoint, and left out by who does not know.
 */
export async function watchLine(line: Line, now: string, serving?: string | null): Promise<void> {
  const { model, watching } = line
  if (!watching || isParked(line)) return
  const rollout = await readRollout(model, watching.rollout)
  if (rollout?.phase !== 'watching') return void (await watch(model, undefined))
  const gone = serving !== undefined && serving !== rollout.challenger.configName
  const requests = now >= watching.until ? await served(rollout, watching.since, now) : undefined
  const facts = { gone, ...(requests !== undefined && { requests }) }
  const { decision, reason, evidence } = await look(rollout, watching, now, facts)
  const record = { model, at: now, subject: 'rollout' as const, rule: 'watch', reason, evidence }
  if (decision === 'go-back') await goBack(rollout, watching.since, reason, evidence)
  if (decision === 'put-back') {
    const missing = (rollout.alarms ?? []).filter(({ AlarmName }) => evidence.missing.includes(AlarmName!))
    await Promise.all(missing.map(putAlarm))
    await recordDecision({ ...record, decision: 'alarms put back' }, [rollout.rollout, now])
  }
  if (evidence.lost.length > 0) {
    const lost = `CloudWatch knows no alarm of the name ${evidence.lost.join(', ')} any more, which was to watch too`
    await recordDecision({ ...record, decision: 'alarm missing', reason: lost }, [rollout.rollout, ...evidence.lost])
  }
  if (decision !== 'over') return
  await recordDecision({ ...record, decision: 'kept' }, [rollout.rollout])
  await changeRollout(model, rollout.rollout, ['watching'], { phase: 'kept', reason, endedAt: now })
  await removeAlarms(watching.alarms.filter((name) => name.startsWith(`trimtab-${config.stage()}-${model}-`)))
  await watch(model, undefined)
}

/** Goes back when one of the alarms that watch a model line is raised. When a watch is over, the sweeper ends it. */
export async function heedAlarms(line: Line, now: string): Promise<void> {
  const { model, watching } = line
  if (isParked(line)) return
  const rollout = watching && (await readRollout(model, watching.rollout))
  if (rollout?.phase !== 'watching') return
  const { decision, reason, evidence } = await look(rollout, watching!, now, { gone: false })
  if (decision === 'go-back') await goBack(rollout, watching!.since, reason, evidence)
}

/** Its alarms miss what they look at, and say nothing about the version. */
const isParked = ({ switched }: Line) => switched?.away && switched.to === 'parked'

async function look(
  { alarms: put = [] }: RolloutItem,
  { until, alarms }: NonNullable<Line['watching']>,
  now: string,
  known: { gone: boolean; requests?: number },
) {
  const found = await readAlarms(alarms)
  const raised = found.filter(({ state }) => state === 'ALARM').map(({ name }) => name)
  const gone = alarms.filter((name) => !found.some((alarm) => alarm.name === name))
  // The line's own alarms are not ours to put.
  const ours = new Set(put.map(({ AlarmName }) => AlarmName!))
  const [missing, lost] = [gone.filter((name) => ours.has(name)), gone.filter((name) => !ours.has(name))]
  const facts = { until, raised, missing, ...known }
  return { ...watchDecision(facts, now), evidence: { alarms, lost, ...facts } }
}

/** Starts the way back, once for each rollout that turned bad. */
async function goBack(
  rollout: RolloutItem,
  since: string,
  reason: string,
  evidence: Record<string, unknown>,
): Promise<void> {
  const { model, challenger } = rollout
  // A line's first version has nothing behind it.
  if (!rollout.champion) return
  const id = rollbackIdFor(model, rollout.rollout, since)
  await startRollback({
    model,
    rollout: id,
    reason: `${challenger.configName} turned bad: ${reason}`,
    evidence,
    by: 'alarm',
    from: challenger.configName,
  })
}

/** Serverless endpoints publish none by config, asynchronous ones none at all. */
async function served(rollout: RolloutItem, since: string, now: string): Promise<number | undefined> {
  const { model, mode, challenger } = rollout
  if (mode !== 'realtime' && mode !== 'serverless') return undefined
  const configName = mode === 'serverless' ? undefined : challenger.configName
  return requestsServed(endpointName(config.stage(), model), configName, since, now)
}
