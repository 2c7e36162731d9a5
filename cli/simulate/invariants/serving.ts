import type { Facts, Ledger } from './facts.ts'

/** A config that came to serve, as an endpoint's state-change event told it. */
export interface Served {
  endpoint: string
  configName: string
  /** Epoch ms. */
  at: number
}

/**
 * When all is over an endpoint serves its line's champion; one without a champion does not serve. Lines are left out whose
 * champion somebody deleted by hand: SageMaker refused to go back to it, which stands as a decision.
 */
export function* championServes(
  { prefix, ledger, endpoints }: Facts,
  removed: ReadonlyMap<string, number>,
): Iterable<string> {
  const lines = new Map(ledger.lines.map((line) => [`${prefix}-${line.model}`, line]))
  const lost = new Set(ledger.decisions.filter(({ decision }) => decision === 'traffic not restored').map(lineOf))
  for (const { name, status, configName } of endpoints) {
    if (lost.has(lines.get(name)?.model)) continue
    const champion = lines.get(name)?.champion
    if (!champion) yield `endpoint ${name} is ${status} with ${configName}, and its line has no champion`
    else if (status !== 'InService') yield `endpoint ${name} is ${status}`
    else if (configName !== champion.endpointConfigName)
      yield `endpoint ${name} serves ${configName}, and the champion is ${champion.endpointConfigName}`
  }
  for (const [name, { champion, model }] of lines) {
    const isRemoved = champion && Date.parse(champion.deployedAt) <= (removed.get(name) ?? 0)
    if (champion && !isRemoved && !endpoints.some((endpoint) => endpoint.name === name))
      yield `${model} has a champion and no endpoint`
    const serving = ledger.versions.filter((version) => version.model === model && version.status === 'serving')
    if (champion && serving.map(({ version }) => version).join() !== String(champion.version))
      yield `${model} has version ${champion.version} as its champion, and as serving ${serving.map(({ version }) => version).join()}`
    const last = lastDeployed(ledger, model)
    const version = ledger.versions.find(({ run }) => run === last?.run)
    if (last && !version) yield `${last.run} was deployed, and ${model} has no version of it`
    if (version && champion && last!.run !== champion.run && version.status === 'serving')
      yield `${model} has the champion of ${champion.run}, and ${last!.run} was deployed last`
    if (last && !champion) yield `${last.run} was deployed, and ${model} has no champion`
  }
}

const lineOf = ({ model }: { model: string }): string | undefined => model

function lastDeployed({ runs }: Ledger, model: string) {
  return runs
    .filter((run) => run.model === model && run.status === 'deployed')
    .sort((left, right) => (left.endedAt! < right.endedAt! ? -1 : 1))
    .at(-1)
}

/** A version serves only if a passing verdict for it stands in the ledger, and, where one is asked for, an approval. */
export function* onlyPassingVersionsServe({ ledger, resources }: Facts, served: Served[]): Iterable<string> {
  const verdicts = new Map(ledger.verdicts.map((verdict) => [verdict.modelName, verdict]))
  const runs = new Map(ledger.runs.map((run) => [run.run, run]))
  const configs = new Map(resources.map((resource) => [resource.name, resource]))
  for (const { endpoint, configName, at } of served) {
    const config = configs.get(configName)
    // One that was swept since is judged by its name, which differs from its model's in one word.
    const models = config ? config.models : [configName.replace(/-(?:config|judged|shadow)-(\d+)$/, '-model-$1')]
    for (const model of models) {
      const verdict = verdicts.get(model)
      if (verdict?.verdict !== 'pass')
        yield `${endpoint} served ${model}, whose verdict is ${verdict?.verdict ?? 'missing'}`
      else if (Date.parse(verdict.at) > at) yield `${endpoint} served ${model} before its verdict stood`
      else yield* approved(ledger, runs.get(verdict.run), endpoint)
    }
  }
}

function* approved({ manual, approvals }: Ledger, run: Ledger['runs'][number] | undefined, endpoint: string) {
  if (!run || !manual.has(`${run.model} ${run.manifestVersion}`)) return
  if (!approvals.some((approval) => approval.run === run.run && approval.answer?.approve))
    yield `${endpoint} served what ${run.run} made, and nobody approved it`
}
