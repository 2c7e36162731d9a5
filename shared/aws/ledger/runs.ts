import type { RunItem } from '#shared/domain/ledger-items.ts'
import { list, putIfAbsent, read, update } from './table.ts'

export const runKey = (model: string, run: string) => ({ pk: `LINE#${model}`, sk: `RUN#${run}` })

/** Written when the lease is taken; a repeated start finds it. */
export function keepRun(run: RunItem): Promise<boolean> {
  return putIfAbsent(runKey(run.model, run.run), run)
}

export function readRun(model: string, run: string): Promise<RunItem | undefined> {
  return read<RunItem>(runKey(model, run))
}

/** The model line's runs, newest first: their ids sort by time. `before` is the id of a run: those older than it. */
export function listRuns(model: string, limit: number, before?: string): Promise<RunItem[]> {
  const after = before === undefined ? undefined : runKey(model, before)
  return list<RunItem>(`LINE#${model}`, 'RUN#', { newestFirst: true, limit, after })
}

/** Changes a run that has not ended; answers whether it had not. */
export function changeRun(model: string, run: string, change: Partial<RunItem>): Promise<boolean> {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined)
  return update(runKey(model, run), {
    UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(endedAt)',
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
  })
}
