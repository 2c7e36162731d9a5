import type { Champion, VersionItem } from './ledger-items.ts'

export interface RollbackFacts {
  /** The endpoint config that serves, as SageMaker tells it; absent without an endpoint. */
  servingConfig?: string
  champion?: Champion
  versions: VersionItem[]
  /** Endpoint configs that still exist, together with the models that they name. */
  present: ReadonlySet<string>
}

export interface RollbackPlan {
  version: number
  modelName: string
  configName: string
}

/** Either the version to go back to, or every reason why there is none. */
export type RollbackDecision = { back: RollbackPlan } | { refused: string[] }

/**
 * The version an endpoint goes back to: the one asked for, else the one that served last before. Never one without a
 * passing verdict, one that was itself taken back, or one whose config or model is gone.
 */
export function planRollback(to: number | undefined, facts: RollbackFacts): RollbackDecision {
  const { servingConfig, versions } = facts
  if (!servingConfig) return { refused: ['there is no endpoint'] }
  const refused: string[] = []
  const wanted = to === undefined ? inOrder(facts) : versions.filter(({ version }) => version === to)
  if (to !== undefined && wanted.length === 0) return { refused: [`there is no version ${to}`] }
  for (const version of wanted) {
    const obstacle = obstacleOf(version, facts)
    if (obstacle === undefined) return { back: planOf(version) }
    refused.push(`version ${version.version} ${obstacle}`)
  }
  return { refused: refused.length > 0 ? refused : ['no other version ever served'] }
}

/** Configs of the versions that could be gone back to; whether they exist is a fact that the plan needs. */
export function configsOf(to: number | undefined, versions: VersionItem[]): string[] {
  const asked = to === undefined ? versions : versions.filter(({ version }) => version === to)
  return asked.flatMap(({ endpointConfigName }) => endpointConfigName ?? [])
}

/** The champion first, should something else serve than the ledger says; then the ones that served, the latest first. */
function inOrder({ champion, servingConfig, versions }: RollbackFacts): VersionItem[] {
  const served = versions
    .filter(({ deployedAt, endpointConfigName }) => deployedAt && endpointConfigName !== servingConfig)
    .sort((left, right) => (left.deployedAt! < right.deployedAt! ? 1 : -1))
  const first = served.filter(({ version }) => version === champion?.version)
  return [...first, ...served.filter((version) => !first.includes(version))]
}

function obstacleOf(version: VersionItem, { servingConfig, present }: RollbackFacts): string | undefined {
  const { endpointConfigName, verdict, status } = version
  if (verdict.verdict !== 'pass') return 'has no passing verdict'
  if (status === 'rolled-back') return 'was itself taken back'
  if (!endpointConfigName) return 'never served'
  if (endpointConfigName === servingConfig) return 'serves already'
  if (!present.has(endpointConfigName)) return 'has lost its endpoint config or model; run again to train a new one'
  return undefined
}

function planOf({ version, modelName, endpointConfigName }: VersionItem): RollbackPlan {
  return { version, modelName, configName: endpointConfigName! }
}
