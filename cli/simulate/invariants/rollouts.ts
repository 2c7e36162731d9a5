import type { Facts } from './facts.ts'

/** Every rollout ends with a reason, or is watched; and when all is over nobody holds an endpoint. */
export function* rolloutsEnd({ ledger }: Facts): Iterable<string> {
  const lines = new Map(ledger.lines.map((line) => [line.model, line]))
  for (const { model, rollout, phase, endedAt, reason } of ledger.rollouts) {
    if (phase === 'watching') {
      if (lines.get(model)?.watching?.rollout !== rollout) yield `${rollout} is watching, and nobody watches it`
    } else if (!['kept', 'rolled-back', 'failed'].includes(phase)) yield `${rollout} is ${phase} for ever`
    else if (!endedAt || !reason) yield `${rollout} is ${phase} without ${endedAt ? 'a reason' : 'an end'}`
  }
  for (const { model, rolloutLease, watching } of ledger.lines) {
    if (rolloutLease) yield `the endpoint of ${model} is still held by ${rolloutLease.rollout}`
    const watched = ledger.rollouts.find(({ rollout }) => rollout === watching?.rollout)
    if (watching && watched?.phase !== 'watching')
      yield `${model} watches ${watching.rollout}, which is ${watched?.phase}`
  }
}

/** An endpoint is changed by one rollout at a time: from its first change to its end nobody else makes one. */
export function* oneRolloutAtOnce({ changes }: Facts): Iterable<string> {
  const sorted = [...changes].sort((left, right) => left.from - right.from)
  for (const [index, { rollout, endpoint, to }] of sorted.entries())
    for (const next of sorted.slice(index + 1))
      if (next.endpoint === endpoint && next.from < to)
        yield `${endpoint} was changed by ${rollout} and ${next.rollout} at once`
}

/** What two variants share, or a shadow is told, is for as long as a rollout lasts. */
export function* oneVariantServes({ endpoints }: Facts): Iterable<string> {
  for (const { name, variants } of endpoints)
    if (variants.join() !== 'main') yield `endpoint ${name} has the variants ${variants.join(' and ')}`
}

/** An alarm is there for as long as what it watches is. */
export function* alarmsWatch({ alarms, ledger }: Facts): Iterable<string> {
  const watched = new Set(ledger.lines.flatMap(({ watching }) => watching?.alarms ?? []))
  for (const name of alarms) if (!watched.has(name)) yield `alarm ${name} is left, and nobody watches by it`
}
