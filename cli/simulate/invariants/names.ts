import type { Facts } from './facts.ts'

/** Names tell run, step and attempt; what one attempt does in one step is done once, and says whose it is in its tags. */
export function* namesAndTags({ prefix, ledger, jobs, resources }: Facts): Iterable<string> {
  const runs = new Map(ledger.runs.map((run) => [run.run, run]))
  const seen = new Set<string>()
  for (const { kind, name, tags } of [...jobs, ...resources]) {
    const run = runs.get(tags['trimtab:run'] ?? '')
    if (!run || tags['trimtab:model'] !== run.model) {
      yield `${kind} ${name} does not say in its tags to which run it belongs`
      continue
    }
    const [, step, attempt] = /-([a-z-]+?)-(\d+)$/.exec(name.slice(prefix.length)) ?? []
    if (!name.startsWith(`${prefix}-`) || !step || !attempt) yield `${kind} ${name} is not named by its run and attempt`
    const key = `${kind} ${name}`
    if (seen.has(key)) yield `${key} was made twice`
    seen.add(key)
  }
}
