import type { Facts } from './facts.ts'

/** What callers were told, or could know, that their trigger was accepted. */
export interface Accepted {
  /** Ids of triggers that the API answered with. */
  triggers: Iterable<string>
  /** Keys of objects that S3 took where a model line reads its data. */
  objects: Iterable<string>
}

/** Every accepted trigger ends as a run or as a decision with a reason: none is lost, none runs twice. */
export function* triggersEnd({ ledger }: Facts, accepted: Accepted): Iterable<string> {
  const { triggers, runs, decisions } = ledger
  const known = new Set(triggers.map(({ trigger }) => trigger.id))
  for (const id of accepted.triggers) if (!known.has(id)) yield `trigger ${id} was accepted, and nobody knows of it`
  const keys = new Set(triggers.flatMap(({ trigger }) => (trigger.kind === 'data' ? [trigger.detail.key] : [])))
  for (const key of accepted.objects) if (!keys.has(key)) yield `${key} was put, and triggered nothing`

  const runIds = new Set(runs.map(({ run }) => run))
  for (const { trigger, status, run } of triggers) {
    if (status === 'waiting') yield `trigger ${trigger.id} still waits, and nothing goes on that would end it`
    if (status === 'started' && !runIds.has(run!)) yield `trigger ${trigger.id} started ${run}, which is no run`
    if (
      status === 'ignored' &&
      !decisions.some(({ model, decision }) => model === trigger.model && decision === 'ignore')
    )
      yield `trigger ${trigger.id} was ignored without a recorded reason`
  }
  const ran = runs.flatMap(({ run, triggers: ids }) => ids.map((id) => ({ run, id })))
  const first = new Map<string, string>()
  for (const { run, id } of ran) {
    if (first.has(id)) yield `trigger ${id} ran twice: in ${first.get(id)} and in ${run}`
    first.set(id, run)
  }
  for (const { trigger, status, run } of triggers) {
    const ranIn = first.get(trigger.id)
    if (ranIn && status === 'started' && run !== ranIn)
      yield `trigger ${trigger.id} says that ${run} took it along, and ${ranIn} did`
  }
}
