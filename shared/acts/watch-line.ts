import { raisedAlarms, removeAlarms, requestsServed } from '#shared/aws/alarms.ts'
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
  if (!watching) return
  const rollout = await readRollout(model, watching.rollout)
  if (rollout?.phase !== 'watching') return void (await watch(model, undefined))
  const gone = serving !== undefined && serving !== rollout.challenger.configName
  const requests = now >= watching.until ? await served(rollout, watching.since, now) : undefined
  const { decision, reason, evidence } = await look(watching, now, {
    gone,
    ...(requests !== undefined && { requests }),
  })
  if (decision === 'go-back') await goBack(rollout, watching.since, reason, evidence)
  if (decision !== 'over') return
  await recordDecision({ model, at: now, subject: 'rollout', decision: 'kept', rule: 'watch', reason, evidence }, [
    rollout.rollout,
  ])
  await changeRollout(model, rollout.rollout, ['watching'], { phase: 'kept', reason, endedAt: now })
  await removeAlarms(watching.alarms.filter((name) => name.startsWith(`trimtab-${config.stage()}-${model}-`)))
  await watch(model, undefined)
}

/** Goes back when one of the alarms that watch a model line is raised. When a watch is over, the sweeper ends it. */
export async function heedAlarms({ model, watching }: Line, now: string): Promise<void> {
  const rollout = watching && (await readRollout(model, watching.rollout))
  if (rollout?.phase !== 'watching') return
  const { decision, reason, evidence } = await look(watching!, now, { gone: false })
  if (decision === 'go-back') await goBack(rollout, watching!.since, reason, evidence)
}

async function look(
  { until, alarms }: NonNullable<Line['watching']>,
  now: string,
  known: { gone: boolean; requests?: number },
) {
  const facts = { until, raised: await raisedAlarms(alarms), ...known }
  return { ...watchDecision(facts, now), evidence: { alarms, ...facts } }
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
