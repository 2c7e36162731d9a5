import { keepTrigger, type Line, readLine, takeLease, waitingTriggers } from '#shared/aws/ledger.ts'
import { type AdmissionDecision, admit, automaticStartsAfter } from '#shared/domain/admit-trigger.ts'
import type { Lease, TriggerItem } from '#shared/domain/ledger-items.ts'
import { carryOut } from './carry-out.ts'
import { finishStart } from './finish-start.ts'

/** Whoever loses a race for the lease finds a run on in the next round; more rounds than this mean something is odd. */
const mostRounds = 4

/** Decides over everything that waits for a model line, and acts on it. Answers the decisions. */
export async function admitWaiting(
  model: string,
  now: string,
  known: { line?: Line; own?: TriggerItem } = {},
): Promise<AdmissionDecision[]> {
  for (let round = 0; round < mostRounds; round++) {
    const first = round === 0
    const [line, listed, own] = await Promise.all([
      first && known.line ? known.line : readLine(model),
      waitingTriggers(model),
      first ? known.own : asItStands(known.own),
    ])
    if (!line?.policy) return []
    const waiting = withOwn(listed, own)
    const decisions = admit({ policy: line.policy, line, waiting, now })
    const start = decisions.find(({ decision }) => decision === 'start')
    const lease = start && leaseFor(start, covered(start, waiting), now)
    if (lease && !(await take(line, lease, covered(start, waiting), now))) continue
    const leased = lease ? { ...line, lease } : line
    const done = await Promise.all(
      decisions.map((decision) => carryOut(leased, decision, covered(decision, waiting), now)),
    )
    if (done.includes(false)) continue
    if (decisions.length === 0) await finishStart(line, now)
    return decisions
  }
  throw new Error(`the lease of ${model} was lost ${mostRounds} times in a row`)
}

/** What arrived up to the lease belongs to its run, so the lease is as late as the last that it takes along. */
function leaseFor({ run }: AdmissionDecision, items: TriggerItem[], now: string): Lease {
  const [takenAt = now] = [now, ...items.map(({ arrivedAt }) => arrivedAt)].sort().reverse()
  return { run: run!, takenAt }
}

function take(line: Line, lease: Lease, items: TriggerItem[], now: string): Promise<boolean> {
  const triggers = items.map(({ trigger }) => trigger)
  return takeLease(line, lease, automaticStartsAfter(line, triggers, now))
}

/** A run may have taken it along since. */
async function asItStands(own: TriggerItem | undefined): Promise<TriggerItem | undefined> {
  const item = own && (await keepTrigger(own.trigger, own.arrivedAt))
  return item?.status === 'waiting' ? item : undefined
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
