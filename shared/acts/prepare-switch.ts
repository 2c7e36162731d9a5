import { freeRolloutLease, keepSwitched, type Line, listVersions, readLine } from '#shared/aws/ledger.ts'
import { readServing } from '#shared/aws/serving.ts'
import { config } from '#shared/config.ts'
import { isMoving } from '#shared/domain/endpoint-outcome.ts'
import type { Switched } from '#shared/domain/ledger-items.ts'
import { endpointName } from '#shared/domain/names.ts'
import { isDue } from '#shared/domain/switching/is-due.ts'
import type { Ought } from '#shared/domain/switching/ought-to-serve.ts'
import { planSwitch, type SwitchPlan } from '#shared/domain/switching/plan-switch.ts'
import { ModelNotFound, RolloutInProgress, SwitchRefused } from '#shared/errors.ts'
import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import { homeOf } from '#shared/manifest/switch-contradictions.ts'
import { takeEndpoint } from './begin-rollout.ts'
import { readOught } from './read-ought.ts'

interface SwitchTask {
  model: string
  id: string
  instead: boolean
  executionArn: string
  at: string
}

export type PreparedSwitch = SwitchPlan & { endpointTimeoutSeconds: number }

/** A version whose model serves is found among the latest. */
const mostVersions = 50

/**
 * Takes the endpoint and plans the change that is due, which stands in the ledger before anything is changed: whoever
 * continues after a crash, or looks at the line meanwhile, knows of it. Null, and free again, when none is due.
 */
export async function prepareSwitch(asked: SwitchTask, now: string): Promise<PreparedSwitch | null> {
  const { model, id, instead } = asked
  await takeEndpoint(model, { rollout: id, executionArn: asked.executionArn, at: asked.at }, now)
  const line = await readLine(model)
  if (!line) throw new ModelNotFound(model)
  const found = await readOught(line, now)
  if (!found || !(instead || isDue(line, found.ought))) {
    await freeRolloutLease(model, id)
    return null
  }
  const { manifest } = found
  const ought = instead ? { ...found.ought, to: homeOf(manifest.deploy.mode)!, home: true } : found.ought
  const planned = await plan(line, manifest, ought)
  if ('refused' in planned) {
    // A line that serves as ever stays as it is until the next occasion.
    if (!line.switched?.away) await keepSwitched(model, id, stays(line, manifest, ought, planned.refused, now))
    throw new SwitchRefused(model, ought.to, planned.refused)
  }
  const { to, since, version, configName } = planned
  const served = ought.home || configName === null ? {} : { configName }
  await keepSwitched(model, id, { to, away: true, since, version, ...served })
  return { ...planned, endpointTimeoutSeconds: durationSeconds(manifest.deploy.timeout) }
}

async function plan({ model, champion }: Line, manifest: Manifest, ought: Ought) {
  const stage = config.stage()
  const [endpoint, versions] = await Promise.all([
    readServing(endpointName(stage, model)),
    listVersions(model, mostVersions),
  ])
  if (endpoint && isMoving(endpoint.status))
    throw new RolloutInProgress(model, `a rollout that left it ${endpoint.status}`)
  return planSwitch(manifest, ought, {
    stage,
    bucket: config.bucket(),
    champion: { ...champion!, endpointConfigName: champion!.endpointConfigName! },
    ...(endpoint && { endpoint }),
    models: new Set([champion!.modelName, ...versions.map(({ modelName }) => modelName)]),
  })
}

function stays({ champion }: Line, { deploy }: Manifest, { since }: Ought, gaveUp: string, at: string): Switched {
  return { to: homeOf(deploy.mode)!, away: false, since, version: champion!.version, at, gaveUp }
}
