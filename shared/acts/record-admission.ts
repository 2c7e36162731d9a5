import { recordDecision } from '#shared/aws/ledger.ts'
import type { AdmissionDecision } from '#shared/domain/admit-trigger.ts'

/** Trigger ids that a decision's record names; how many there are is in its evidence. */
const mostNamed = 20

/** Records what was decided about triggers. The same decision over further triggers is the same decision. */
export function recordAdmission(model: string, decision: AdmissionDecision, now: string): Promise<void> {
  const { decision: what, rule, reason, evidence, triggers, run, until } = decision
  return recordDecision(
    {
      model,
      at: now,
      subject: 'admission',
      decision: what,
      rule,
      reason,
      evidence,
      triggers: triggers.slice(0, mostNamed),
      ...(run && { run }),
      ...(until && { until }),
    },
    what === 'ignore' ? [evidence] : [run ?? until],
  )
}
