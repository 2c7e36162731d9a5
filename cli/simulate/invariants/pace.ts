import type { Facts } from './facts.ts'

/**
 * What events start keeps to the manifest's cap and cooldown; what a person asks for need not. Lines whose manifest
 * changed are left out: what was right by the one in force then may be wrong by the last.
 */
export function* paceIsKept({ ledger }: Facts): Iterable<string> {
  const kinds = new Map<string, string[]>()
  for (const { trigger, run } of ledger.triggers) if (run) kinds.set(run, [...(kinds.get(run) ?? []), trigger.kind])
  for (const { model, policy, manifestCount } of ledger.lines) {
    if (!policy || (manifestCount ?? 0) > 1) continue
    const runs = ledger.runs
      .filter((run) => run.model === model)
      .sort((left, right) => (left.startedAt < right.startedAt ? -1 : 1))
    const automatic = runs.filter(({ run }) => !kinds.get(run)?.includes('api'))
    const days = Map.groupBy(automatic, ({ startedAt }) => startedAt.slice(0, 10))
    for (const [day, started] of days)
      if (started.length > policy.atMostPerDay)
        yield `events started ${started.length} runs of ${model} on ${day}; at most ${policy.atMostPerDay} are allowed`
    for (const [index, { run, startedAt }] of runs.entries()) {
      const before = runs[index - 1]?.endedAt
      if (!before || !automatic.some((one) => one.run === run)) continue
      const rested = (Date.parse(startedAt) - Date.parse(before)) / 1000
      if (rested < policy.cooldownSeconds)
        yield `run ${run} began ${rested} s after the one before it ended; the cooldown is ${policy.cooldownSeconds} s`
    }
  }
}
