import type { CreateEndpointCommandInput, CreateEndpointConfigCommandInput } from '@aws-sdk/client-sagemaker'
import type { Manifest } from '#shared/manifest/manifest.ts'
import type { Champion, ServingWay } from '../ledger-items.ts'
import { endpointName, switchedConfigName } from '../names.ts'
import { lineTags } from '../plan/draft.ts'
import { planEndpointConfig } from '../plan/plan-deploy.ts'
import { plannedVariant } from '../plan/variants.ts'
import type { ServingEndpoint } from '../plan-run.ts'
import type { Ought } from './ought-to-serve.ts'

export interface SwitchFacts {
  stage: string
  bucket: string
  champion: Champion & { endpointConfigName: string }
  /** The endpoint as SageMaker tells it, at rest; absent when there is none. */
  endpoint?: ServingEndpoint
  /** The SageMaker models of the line's versions. */
  models: ReadonlySet<string>
}

/** What is to be done, in this order; what is null is not. */
export interface SwitchPlan {
  endpointName: string
  to: ServingWay
  home: boolean
  since: string
  because: string
  version: number
  /** What is to serve; null to park it. */
  configName: string | null
  config: CreateEndpointConfigCommandInput | null
  /** What scales it goes first: else neither that kind of update nor, without a permission for it, the removal is taken. */
  release: boolean
  remove: boolean
  create: CreateEndpointCommandInput | null
  update: { EndpointName: string; EndpointConfigName: string } | null
}

/** Plans how a line comes to serve as it ought to, from whatever is there; or says why it must not be touched. */
export function planSwitch(manifest: Manifest, ought: Ought, facts: SwitchFacts): SwitchPlan | { refused: string } {
  const { stage, champion, endpoint, models } = facts
  const name = endpointName(stage, manifest.model)
  const strangers = endpoint && (endpoint.variants ?? []).filter(({ modelName = '' }) => !models.has(modelName))
  if (endpoint && (!endpoint.mode || strangers!.length > 0)) {
    return { refused: `the endpoint serves ${endpoint.configName}, which is of no version of the line` }
  }
  const config = ought.to === 'parked' || ought.home ? null : otherConfig(manifest, ought.to, facts)
  if (config && 'refused' in config) return config
  const configName = ought.to === 'parked' ? null : (config?.EndpointConfigName ?? champion.endpointConfigName)
  const { to, home, since, because } = ought
  const plan: SwitchPlan = {
    ...{ endpointName: name, to, home, since, because, version: champion.version, configName },
    ...{ config, release: endpoint !== undefined, remove: false, create: null, update: null },
  }
  if (configName === null) return { ...plan, remove: endpoint !== undefined }
  const make = { EndpointName: name, EndpointConfigName: configName, Tags: lineTags(stage, manifest.model) }
  if (!endpoint) return { ...plan, create: make }
  if (endpoint.status !== 'InService') return { ...plan, remove: true, create: make }
  if (endpoint.configName === configName) return { ...plan, config: null, release: false }
  // No update takes instances away for good.
  if (to === 'serverless' && endpoint.mode !== 'serverless') return { ...plan, remove: true, create: make }
  return { ...plan, update: { EndpointName: name, EndpointConfigName: configName } }
}

/** The champion's config with everything as it was, but for the way in which it serves. */
function otherConfig(manifest: Manifest, to: 'serverless' | 'instances', { stage, bucket, champion }: SwitchFacts) {
  const { deploy } = manifest
  if (to === 'serverless' && !deploy.serverless) return { refused: 'deploy.serverless does not say with what memory' }
  const { capture, ...uncaptured } = deploy
  const other: Manifest = {
    ...manifest,
    deploy:
      to === 'serverless'
        ? { ...uncaptured, mode: 'serverless' }
        : { ...uncaptured, mode: 'realtime', ...(capture && { capture }) },
  }
  const variant = plannedVariant({ manifest: other, name: () => champion.modelName })
  const configName = switchedConfigName(stage, champion.run, to, { variant, capture: other.deploy.capture })
  const name = (step: string) => (step === 'config' ? configName : champion.modelName)
  return planEndpointConfig({ manifest: other, name, tags: lineTags(stage, manifest.model), facts: { bucket } })!
}
