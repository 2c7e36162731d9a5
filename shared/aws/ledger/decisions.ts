import { createHash } from 'node:crypto'
import type { DecisionItem } from '#shared/domain/ledger-items.ts'
import { expiry, listByTime, putIfAbsent } from './table.ts'

/** Ids that this environment knows to be recorded: a burst of files repeats one decision thousands of times. */
const recorded = new Set<string>()
const mostRemembered = 5_000
const daysKept = 400

const keyOf = (model: string, id: string) => ({ pk: `LINE#${model}`, sk: `DECISION#${id}` })

/** Records a decision once; the same decision about the same subject, made again, leaves no second record. */
export async function recordDecision(decision: Omit<DecisionItem, 'id'>, subject: unknown[]): Promise<void> {
  const { model, decision: what, rule } = decision
  const identity = JSON.stringify([model, decision.subject, what, rule, ...subject])
  const id = createHash('sha256').update(identity).digest('hex').slice(0, 20)
  if (recorded.has(id)) return
  await putIfAbsent(keyOf(model, id), {
    ...decision,
    id,
    listing: `DECISIONS#${model}`,
    listedAt: placeOf({ at: decision.at, id }),
    expiresAt: expiry(decision.at, daysKept),
  })
  if (recorded.size >= mostRemembered) recorded.clear()
  recorded.add(id)
}

/** Where a decision stands among those of its model line. */
export const placeOf = ({ at, id }: Pick<DecisionItem, 'at' | 'id'>) => `${at}#${id}`

/** The model line's decisions, newest first; those older than the place `before`. */
export function listDecisions(model: string, limit: number, before?: string): Promise<DecisionItem[]> {
  const after = before === undefined ? undefined : { ...keyOf(model, before.split('#')[1] ?? ''), listedAt: before }
  return listByTime<DecisionItem>(`DECISIONS#${model}`, { newestFirst: true, limit, after })
}
