import { executionArnOf, startRun } from '#shared/aws/executions.ts'
import { confirmLease, freeLease, keepRun, type Line, readRun, settleTriggers } from '#shared/aws/ledger.ts'
import type { AdmissionDecision } from '#shared/domain/admit-trigger.ts'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import type { Trigger } from '#shared/domain/trigger.ts'
import { recordAdmission } from './record-admission.ts'

/** Triggers and files that a run's item names. */
const mostNamed = 100

/**
 * Begins the run that holds the lease and settles the triggers it takes along. Every step may be repeated; the lease is
 * confirmed last, so that whoever finds it unconfirmed knows that there may be something left to do.
 *
 * Answers false when that run was over before the lease was taken, since what waits was read too long ago: then the
 * lease is given back, and what the run did not take along goes on waiting.
 */
export async function startLeasedRun(
  line: Line,
  decision: AdmissionDecision,
  items: TriggerItem[],
  now: string,
): Promise<boolean> {
  const { model } = line
  const { run, takenAt } = line.lease!
  const manifestVersion = line.manifestVersion!
  const triggers = items.map(({ trigger }) => trigger)
  // Who asked through the API looks for the run by the trigger's id.
  const named = [...triggers].sort((left, right) => rank(left) - rank(right)).slice(0, mostNamed)
  // Before the execution, whose first task reads it.
  const isNew = await keepRun({
    model,
    run,
    status: 'running',
    manifestVersion,
    triggers: named.map(({ id }) => id),
    triggerCount: triggers.length,
    files: triggers.flatMap(({ kind, detail }) => (kind === 'data' ? [detail.key] : [])).slice(0, mostNamed),
    startedAt: takenAt,
    attempt: 1,
    executionArn: executionArnOf(run),
  })
  const known = isNew ? undefined : await readRun(model, run)
  if (known && known.startedAt !== takenAt) {
    const its = items.filter(({ arrivedAt }) => arrivedAt <= known.startedAt)
    await settleTriggers(its, { status: 'started', run, at: now })
    await freeLease(model, run, line.lastRunEndedAt ?? now)
    return false
  }
  const executionArn = await startRun({ model, run, manifestVersion })
  await Promise.all([settleTriggers(items, { status: 'started', run, at: now }), recordAdmission(model, decision, now)])
  await confirmLease(model, run, executionArn)
  return true
}

function rank({ kind }: Trigger): number {
  return kind === 'api' ? 0 : 1
}
