import { executionArnOf, startRun } from '#shared/aws/executions.ts'
import { confirmLease, keepRun, type Line, settleTriggers } from '#shared/aws/ledger.ts'
import type { AdmissionDecision } from '#shared/domain/admit-trigger.ts'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import type { Trigger } from '#shared/domain/trigger.ts'
import { recordAdmission } from './record-admission.ts'

/** Triggers and files that a run's item names. */
const mostNamed = 100

/**
 * Begins the run that holds the lease and settles the triggers it takes along. Every step may be repeated; the lease is
 * confirmed last, so that whoever finds it unconfirmed knows that there may be something left to do.
 */
export async function startLeasedRun(
  line: Line,
  decision: AdmissionDecision,
  items: TriggerItem[],
  now: string,
): Promise<void> {
  const { model } = line
  const run = decision.run!
  const manifestVersion = line.manifestVersion!
  const triggers = items.map(({ trigger }) => trigger)
  // Who asked through the API looks for the run by the trigger's id.
  const named = [...triggers].sort((left, right) => rank(left) - rank(right)).slice(0, mostNamed)
  // Before the execution, whose first task reads it.
  await keepRun({
    model,
    run,
    status: 'running',
    manifestVersion,
    triggers: named.map(({ id }) => id),
    triggerCount: triggers.length,
    files: triggers.flatMap(({ kind, detail }) => (kind === 'data' ? [detail.key] : [])).slice(0, mostNamed),
    startedAt: now,
    attempt: 1,
    executionArn: executionArnOf(run),
  })
  const executionArn = await startRun({ model, run, manifestVersion })
  await Promise.all([settleTriggers(items, { status: 'started', run, at: now }), recordAdmission(model, decision, now)])
  await confirmLease(model, run, executionArn)
}

function rank({ kind }: Trigger): number {
  return kind === 'api' ? 0 : 1
}
