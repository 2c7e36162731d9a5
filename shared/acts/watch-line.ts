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
  const raised = await raisedAlarms(watching.alarms)
  const over = now >= watching.until
  const requests = over ? await served(rollout, now) : undefined
  const gone = serving !== undefined && serving !== rollout.challenger.configName
  const facts = { until: watching.until, raised, gone, ...(requests !== undefined && { requests }) }
  const { decision, reason } = watchDecision(facts, now)
  const evidence = { alarms: watching.alarms, ...facts }
  if (decision === 'go-back') await goBack(rollout, reason, evidence)
  if (decision !== 'over') return
  await recordDecision({ model, at: now, subject: 'rollout', decision: 'kept', rule: 'watch', reason, evidence }, [
    rollout.rollout,
  ])
  await changeRollout(model, rollout.rollout, ['watching'], { phase: 'kept', reason, endedAt: now })
  await removeAlarms(watching.alarms.filter((name) => name.startsWith(`trimtab-${config.stage()}-${model}-`)))
  await watch(model, undefined)
}

/** Starts the way back, once for each rollout that turned bad. */
async function goBack(rollout: RolloutItem, reason: string, evidence: Record<string, unknown>): Promise<void> {
  const { model, startedAt, challenger } = rollout
  // A line's first version has nothing behind it.
  if (!rollout.champion) return
  const id = rollbackIdFor(model, rollout.rollout, startedAt)
  await startRollback({
    model,
    rollout: id,
    reason: `${challenger.configName} turned bad: ${reason}`,
    evidence,
    by: 'alarm',
  })
}

/** Asynchronous endpoints do not publish the requests of a config. */
async function served(rollout: RolloutItem, now: string): Promise<number | undefined> {
  const { model, mode, challenger, startedAt } = rollout
  if (mode !== 'realtime' && mode !== 'serverless') return undefined
  return requestsServed(endpointName(config.stage(), model), challenger.configName, startedAt, now)
}
