import type { Facts } from './facts.ts'

/** Every automatic act stands in the ledger: each run with why it began, each end with why it ended. */
export function* actsAreRecorded({ ledger }: Facts): Iterable<string> {
  const recorded = new Set(ledger.decisions.map(({ subject, decision, run }) => `${subject} ${decision} ${run}`))
  for (const { run, status, endedAt } of ledger.runs) {
    if (!recorded.has(`admission start ${run}`)) yield `nothing says why run ${run} began`
    if (endedAt && !recorded.has(`run ${status} ${run}`)) yield `nothing says why run ${run} ended as ${status}`
  }
  for (const { model, decision, reason } of ledger.decisions) {
    if (!reason) yield `the decision '${decision}' about ${model} has no reason`
  }
}
