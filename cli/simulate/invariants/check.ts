import { actsAreRecorded } from './decisions.ts'
import type { Facts } from './facts.ts'
import { nothingIsLeftBehind } from './leftovers.ts'
import { namesAndTags } from './names.ts'
import { paceIsKept } from './pace.ts'
import { payloadsAreSmall } from './payloads.ts'
import { runsEnd } from './runs-end.ts'
import { championServes, onlyPassingVersionsServe, type Served } from './serving.ts'
import { oneRunAtOnce } from './single-flight.ts'
import { type Accepted, triggersEnd } from './triggers.ts'

/** What was seen from outside while it went on. */
export interface Witness {
  accepted: Accepted
  served: Served[]
}

export interface Violation {
  invariant: string
  what: string
}

/** Everything that must be so once nothing goes on any more (see DESIGN.md, Invariants), and is not. */
export function check(facts: Facts, witness: Witness): Violation[] {
  const found: Record<string, Iterable<string>> = {
    'every trigger ends, and none twice': triggersEnd(facts, witness.accepted),
    'one run at once': oneRunAtOnce(facts),
    'every run ends': runsEnd(facts),
    'acts are recorded': actsAreRecorded(facts),
    'pace is kept': paceIsKept(facts),
    'the champion serves': championServes(facts),
    'only passing versions serve': onlyPassingVersionsServe(facts, witness.served),
    'names and tags': namesAndTags(facts),
    'nothing is left behind': nothingIsLeftBehind(facts),
    'payloads are small': payloadsAreSmall(facts),
    'no dead letters': facts.deadLetters > 0 ? [`${facts.deadLetters} messages lie in dead-letter queues`] : [],
  }
  return Object.entries(found).flatMap(([invariant, whats]) => [...whats].map((what) => ({ invariant, what })))
}

/** What is not over yet; empty when the invariants can be judged. */
export function unsettled({ ledger, lifecycle, endpoints, jobs }: Facts): string[] {
  return [
    ...lifecycle.filter(({ status }) => status === 'RUNNING').map(({ name }) => `execution ${name} runs`),
    ...ledger.lines.filter(({ lease }) => lease).map(({ model, lease }) => `${model} is leased to ${lease!.run}`),
    ...ledger.triggers.filter(({ status }) => status === 'waiting').map(({ trigger }) => `trigger ${trigger.id} waits`),
    ...endpoints.filter(({ status }) => /ing$/.test(status)).map(({ name, status }) => `endpoint ${name} is ${status}`),
    ...jobs.filter(({ status }) => status === 'InProgress').map(({ name }) => `job ${name} is in progress`),
  ]
}
