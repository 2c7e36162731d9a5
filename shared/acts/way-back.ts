import { configStands, readEndpoint, removeEndpoint } from '#shared/aws/endpoints.ts'
import { type Line, listVersions, readVersion, recordDecision } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import { type EndpointState, isMoving } from '#shared/domain/endpoint-outcome.ts'
import type { VersionItem } from '#shared/domain/ledger-items.ts'
import { endpointName } from '#shared/domain/names.ts'
import { configsOf, planRollback, type RollbackPlan } from '#shared/domain/plan-rollback.ts'
import { servesAs } from '#shared/domain/switching/serves-as.ts'
import { RollbackRefused, RolloutInProgress } from '#shared/errors.ts'

/** Versions looked at, newest first, when none is named; older ones lost their configs long ago. */
const mostVersions = 50

export interface WayBack {
  back: RollbackPlan
  endpointName: string
  /** What serves now: its config and, where the ledger knows it, its version. */
  from: { configName: string; version?: number }
}

/** Looks for the version that the endpoint of a model line can go back to; throws RollbackRefused with every obstacle. */
export async function wayBack(line: Line, to: number | undefined): Promise<WayBack> {
  const { model, champion } = line
  const name = endpointName(config.stage(), model)
  const [endpoint, versions] = await Promise.all([
    endpointAtRest(line),
    versionsOf(model, [to, champion?.version, champion?.after]),
  ])
  const configs = configsOf(to, versions)
  const standing = await Promise.all(configs.map(configStands))
  const servingConfig = endpoint?.configName
  const decision = planRollback(to, {
    ...(servingConfig !== undefined && { servingConfig }),
    ...(champion && { champion }),
    versions,
    present: new Set(configs.filter((_, index) => standing[index])),
  })
  if ('refused' in decision) throw new RollbackRefused(`${model} cannot go back: ${decision.refused.join('; ')}`)
  const from = versions.find(({ endpointConfigName }) => endpointConfigName === servingConfig)
  return {
    back: decision.back,
    endpointName: name,
    from: { configName: servingConfig!, ...(from && { version: from.version }) },
  }
}

/** The newest versions, and those that are named, however old they are. */
async function versionsOf(model: string, named: (number | undefined)[]): Promise<VersionItem[]> {
  const newest = await listVersions(model, mostVersions)
  const known = new Set(newest.map(({ version }) => version))
  const older = new Set(named.filter((version) => version !== undefined && !known.has(version)))
  const read = await Promise.all([...older].map((version) => readVersion(model, version!)))
  return [...newest, ...read.filter((one) => one !== undefined)]
}

/**
 * Whether what is meant to serve does, and nothing else. An endpoint that serves although no version of the line was ever
 * recorded as serving is removed: it answers, and costs, for nobody.
 */
export async function isRestored(line: Line, reason: string, at: string): Promise<boolean> {
  const { model, champion } = line
  const endpoint = await endpointAtRest(line)
  if (!endpoint || endpoint.configName === champion?.endpointConfigName) return true
  if (champion) return false
  await removeEndpoint(endpointName(config.stage(), model))
  const record = { model, at, subject: 'rollout' as const, decision: 'endpoint removed', rule: 'no champion', reason }
  await recordDecision({ ...record, evidence: { config: endpoint.configName } }, [endpoint.configName])
  return true
}

/** Whether a config that was to serve no longer does not: two that want back from it at once go back once. */
export async function hasLeft(line: Line, configName: string, rollout: string, at: string): Promise<boolean> {
  const { model } = line
  const endpoint = await endpointAtRest(line)
  if (!endpoint || endpoint.configName === configName) return false
  const reason = `${configName}, which was to be left, serves no longer; ${endpoint.configName} does`
  const record = { model, at, subject: 'rollout' as const, decision: 'not rolled back', rule: 'it has been left' }
  await recordDecision({ ...record, reason, evidence: { serves: endpoint.configName } }, [rollout])
  return true
}

async function endpointAtRest(line: Line): Promise<EndpointState | undefined> {
  const endpoint = await readEndpoint(endpointName(config.stage(), line.model))
  if (endpoint && isMoving(endpoint.status))
    throw new RolloutInProgress(line.model, `a rollout that left it ${endpoint.status}`)
  return servesAs(line, endpoint)
}
