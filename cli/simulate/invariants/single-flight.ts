import type { Execution, Facts } from './facts.ts'

/** Never two runs or two rollouts on one model line at once. */
export function* oneRunAtOnce({ ledger, lifecycle, deploy }: Facts): Iterable<string> {
  for (const { model } of ledger.lines) {
    const runs = new Set(ledger.runs.filter((run) => run.model === model).map(({ run }) => run))
    const own = lifecycle.filter(({ name }) => runs.has(name))
    const rollouts = deploy.filter(({ name }) => runs.has(name.replace(/-\d+$/, '')))
    yield* overlaps(own, `runs of ${model}`)
    yield* overlaps(rollouts, `rollouts of ${model}`)
  }
}

function* overlaps(executions: Execution[], what: string): Iterable<string> {
  const sorted = [...executions].sort((left, right) => left.from - right.from)
  for (const [index, { name, to }] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next && next.from < to) yield `two ${what} at once: ${name} and ${next.name}`
  }
}
