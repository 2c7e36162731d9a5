import { askRollout, claimWake, type Line, settleTriggers } from '#shared/aws/ledger.ts'
import { sendWake } from '#shared/aws/wakes.ts'
import type { AdmissionDecision } from '#shared/domain/admit-trigger.ts'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import { finishStart } from './finish-start.ts'
import { recordAdmission } from './record-admission.ts'
import { startLeasedRun } from './start-leased-run.ts'
import { overdueSince } from './wake-time.ts'

/**
 * Does what an admission decided, and records it. To start takes the lease first. Answers false when what waits was read
 * too long ago to act on it.
 */
export async function carryOut(
  line: Line,
  decision: AdmissionDecision,
  items: TriggerItem[],
  now: string,
): Promise<boolean> {
  const { model } = line
  if (decision.decision === 'start') return startLeasedRun(line, decision, items, now)
  if (decision.decision === 'wait') {
    // Whoever loses this claim leaves everything to the wake-up that won it, the record too.
    if (!(await claimWake(model, decision.until!, overdueSince(now)))) return true
    await sendWake({ model, at: decision.until! }, now)
  } else if (decision.decision === 'coalesce') {
    await finishStart(line, now)
    // What was there when the lease was taken belongs to the run that is on; its holder is about to say so.
    if (items.every(({ arrivedAt }) => arrivedAt <= line.lease!.takenAt)) return true
    await supersede(line, decision, now)
  } else {
    await settleTriggers(items, { status: 'ignored', at: now })
  }
  await recordAdmission(model, decision, now)
  return true
}

/** The rollout of the run that is on ends at its next check, so that what came meanwhile gets its turn. */
async function supersede({ model, policy, lease, rolloutLease }: Line, { triggers }: AdmissionDecision, now: string) {
  if (!policy.supersede || !rolloutLease || !lease || !rolloutLease.rollout.startsWith(`${lease.run}-`)) return
  const reason = `${triggers[0]} is newer, and the manifest lets it supersede a rollout`
  await askRollout(model, rolloutLease.rollout, { what: 'supersede', by: 'admission', reason, at: now })
}
