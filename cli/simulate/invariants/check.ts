import { actsAreRecorded } from './decisions.ts'
import type { Facts } from './facts.ts'
import { nothingIsLeftBehind } from './leftovers.ts'
import { namesAndTags } from './names.ts'
import { paceIsKept } from './pace.ts'
import { payloadsAreSmall } from './payloads.ts'
import { type Answers, noRequestIsLost } from './requests.ts'
import { alarmsWatch, oneRolloutAtOnce, oneVariantServes, rolloutsEnd } from './rollouts.ts'
import { runsEnd } from './runs-end.ts'
import { championServes, onlyPassingVersionsServe, type Served } from './serving.ts'
import { oneRunAtOnce } from './single-flight.ts'
import { type Accepted, triggersEnd } from './triggers.ts'

/** What was seen from outside while it went on. */
export interface Witness {
  accepted: Accepted
  served: Served[]
  answers: Answers
  /** Endpoints that somebody removed by hand, and when, epoch ms. */
  removed: ReadonlyMap<string, number>
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
    'every rollout ends': rolloutsEnd(facts),
    'one rollout at once': oneRolloutAtOnce(facts),
    'the champion serves': championServes(facts, witness.removed),
    'one variant serves': oneVariantServes(facts),
    'only passing versions serve': onlyPassingVersionsServe(facts, witness.served),
    'no request is lost': noRequestIsLost(witness.answers),
    'alarms watch something': alarmsWatch(facts),
    'names and tags': namesAndTags(facts),
    'nothing is left behind': nothingIsLeftBehind(facts),
    'payloads are small': payloadsAreSmall(facts),
    'no dead letters': facts.deadLetters > 0 ? [`${facts.deadLetters} messages lie in dead-letter queues`] : [],
  }
  return Object.entries(found).flatMap(([invariant, whats]) => [...whats].map((what) => ({ invariant, what })))
}

/** What is not over yet; empty when the invariants can be judged. */
export function unsettled({ ledger, lifecycle, rollbacks, endpoints, jobs }: Facts): string[] {
  return [
    ...[...lifecycle, ...rollbacks]
      .filter(({ status }) => status === 'RUNNING')
      .map(({ name }) => `execution ${name} runs`),
    ...ledger.lines.filter(({ lease }) => lease).map(({ model, lease }) => `${model} is leased to ${lease!.run}`),
    ...ledger.lines.filter(({ rolloutLease }) => rolloutLease).map(({ model }) => `the endpoint of ${model} is held`),
    ...ledger.lines
      .filter(({ watching }) => watching)
      .map(({ model, watching }) => `${model} is watched for ${watching!.rollout}`),
    ...ledger.triggers.filter(({ status }) => status === 'waiting').map(({ trigger }) => `trigger ${trigger.id} waits`),
    ...endpoints.filter(({ status }) => /ing$/.test(status)).map(({ name, status }) => `endpoint ${name} is ${status}`),
    ...jobs.filter(({ status }) => status === 'InProgress').map(({ name }) => `job ${name} is in progress`),
  ]
}
