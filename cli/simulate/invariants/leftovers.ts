import type { Facts } from './facts.ts'

/** Nothing goes on, and nothing lies about, that nobody asked for or will ask for. */
export function* nothingIsLeftBehind({ ledger, jobs, resources, endpoints }: Facts): Iterable<string> {
  const ended = new Map(ledger.runs.filter(({ endedAt }) => endedAt).map((run) => [run.run, run]))
  for (const { kind, name, status, tags } of jobs)
    if (status === 'InProgress' && ended.has(tags['trimtab:run'] ?? ''))
      yield `${kind} job ${name} goes on though its run has ended`
  const serving = new Set(endpoints.map(({ configName }) => configName))
  for (const { name, models } of resources) if (serving.has(name)) for (const model of models) serving.add(model)
  for (const { kind, name, tags } of resources) {
    const run = ended.get(tags['trimtab:run'] ?? '')
    if (run && run.status !== 'deployed' && !serving.has(name))
      yield `${kind} ${name} is left of ${run.run}, which ended as ${run.status}`
  }
}
