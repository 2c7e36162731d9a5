import { configStands, readEndpoint } from '#shared/aws/endpoints.ts'
import { type Line, listVersions } from '#shared/aws/ledger.ts'
import { config } from '#shared/config.ts'
import { isMoving } from '#shared/domain/endpoint-outcome.ts'
import { endpointName } from '#shared/domain/names.ts'
import { configsOf, planRollback, type RollbackPlan } from '#shared/domain/plan-rollback.ts'
import { RollbackRefused, RolloutInProgress } from '#shared/errors.ts'

/** Versions looked at, newest first; older ones lost their configs long ago. */
const mostVersions = 50

export interface WayBack {
  back: RollbackPlan
  endpointName: string
  /** What serves now: its config and, where the ledger knows it, its version. */
  from: { configName: string; version?: number }
}

/** Looks for the version that the endpoint of a model line can go back to; throws RollbackRefused with every obstacle. */
export async function wayBack({ model, champion }: Line, to: number | undefined): Promise<WayBack> {
  const name = endpointName(config.stage(), model)
  const [endpoint, versions] = await Promise.all([readEndpoint(name), listVersions(model, mostVersions)])
  if (endpoint && isMoving(endpoint.status)) throw new RolloutInProgress(model, `that left it ${endpoint.status}`)
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
