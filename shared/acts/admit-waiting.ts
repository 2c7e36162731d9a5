import { type Line, readLine, takeLease, waitingTriggers } from '#shared/aws/ledger.ts'
import { type AdmissionDecision, admit, automaticStartsAfter } from '#shared/domain/admit-trigger.ts'
import type { TriggerItem } from '#shared/domain/ledger-items.ts'
import { carryOut } from './carry-out.ts'

/** Whoever loses a race for the lease finds a run on in the next round; more rounds than this mean something is odd. */
const mostRounds = 4

/** Decides over everything that waits for a model line, and acts on it. Answers the decisions. */
export async function admitWaiting(
  model: string,
  now: string,
  known: { line?: Line; own?: TriggerItem } = {},
): Promise<AdmissionDecision[]> {
  for (let round = 0; round < mostRounds; round++) {
    const [line, listed] = await Promise.all([
      round === 0 && known.line ? known.line : readLine(model),
      waitingTriggers(model),
    ])
    if (!line?.policy) return []
    const waiting = withOwn(listed, known.own)
    const decisions = admit({ policy: line.policy, line, waiting, now })
    const start = decisions.find(({ decision }) => decision === 'start')
    if (start && !(await lease(line, start, waiting, now))) continue
    await Promise.all(decisions.map((decision) => carryOut(line, decision, covered(decision, waiting), now)))
    return decisions
  }
  throw new Error(`the lease of ${model} was lost ${mostRounds} times in a row`)
}

function lease(line: Line, decision: AdmissionDecision, waiting: TriggerItem[], now: string): Promise<boolean> {
  const triggers = covered(decision, waiting).map(({ trigger }) => trigger)
  return takeLease(line.model, { run: decision.run!, takenAt: now }, automaticStartsAfter(line, triggers, now))
}

function covered({ triggers }: AdmissionDecision, waiting: TriggerItem[]): TriggerItem[] {
  const named = new Set(triggers)
  return waiting.filter(({ trigger }) => named.has(trigger.id))
}

/** The index may not know yet what was written a moment ago. */
function withOwn(listed: TriggerItem[], own: TriggerItem | undefined): TriggerItem[] {
  if (!own || listed.some(({ trigger }) => trigger.id === own.trigger.id)) return listed
  return [...listed, own]
}
