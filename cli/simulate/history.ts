import type { Actor } from './actor.ts'
import type { Facts } from './invariants/facts.ts'
import type { World } from './world.ts'

export interface HistoryLine {
  /** ISO 8601, UTC, with milliseconds. */
  at: string
  /** `act` is what somebody did from outside, `state` a state that an execution entered. */
  kind: 'act' | 'decision' | 'state' | 'job' | 'serves'
  what: string
}

/** What happened, in order: the same each time that a seed is run, to the millisecond. */
export async function historyOf(world: World, actor: Actor, facts: Facts): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = []
  const add = (at: number | string | Date, kind: HistoryLine['kind'], what: string) =>
    lines.push({ at: new Date(at).toISOString(), kind, what })
  for (const { at, what, answer } of actor.told) add(at, 'act', answer === 'ok' ? what : `${what}: ${answer}`)
  for (const { at, id, model, subject, decision, rule, reason } of facts.ledger.decisions)
    add(at, 'decision', `${model}: ${subject} ${decision} (${rule}): ${reason} [${id}]`)
  for (const { endpoint, configName, at } of world.served) add(at, 'serves', `${endpoint} serves ${configName}`)
  for (const { name, status, tags } of facts.jobs) add(facts.now, 'job', `${name} ${status} of ${tags['trimtab:run']}`)
  for (const { name, arn, status, to } of [...facts.lifecycle, ...facts.deploy, ...facts.judged, ...facts.rollbacks]) {
    const input = { executionArn: arn, maxResults: 1000 }
    const { events } = await world.call('stepfunctions', 'GetExecutionHistory', input)
    for (const { timestamp, stateEnteredEventDetails: entered } of events)
      if (entered) add(timestamp, 'state', `${name}: ${entered.name}`)
    if (Number.isFinite(to)) add(to, 'state', `${name}: ${status}`)
  }
  return lines.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
}
