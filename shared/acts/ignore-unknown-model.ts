import { settleTriggers } from '#shared/aws/ledger.ts'
import type { AdmissionDecision } from '#shared/domain/admit-trigger.ts'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import { recordAdmission } from './record-admission.ts'

/** Records, once, that a model line was meant that nobody applied. */
export async function ignoreUnknownModel(
  model: string,
  reason: string,
  now: string,
  items: TriggerItem[] = [],
): Promise<AdmissionDecision> {
  const decision: AdmissionDecision = {
    decision: 'ignore',
    rule: 'unknown-model',
    reason,
    triggers: items.map(({ trigger }) => trigger.id),
    evidence: {},
  }
  await Promise.all([settleTriggers(items, { status: 'ignored', at: now }), recordAdmission(model, decision, now)])
  return decision
}
