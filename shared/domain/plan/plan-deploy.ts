import type {
  AsyncInferenceConfig,
  CreateEndpointConfigCommandInput,
  DataCaptureConfig,
  UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker'
import { endpointName } from '../names.ts'
import type { PlanRequests } from '../plan-run.ts'
import { type Draft, lineTags } from './draft.ts'
import { planGuardrails } from './guardrails.ts'
import { mainOf, plannedVariant } from './variants.ts'

/** As much of a draft as an endpoint config follows from. */
export type ConfigDraft = Pick<Draft, 'manifest' | 'name' | 'tags'> & { facts: Pick<Draft['facts'], 'bucket'> }

export function planEndpointConfig(draft: ConfigDraft): CreateEndpointConfigCommandInput | undefined {
  const { manifest, name, tags } = draft
  const { deploy, security } = manifest
  if (deploy.mode === 'batch') return undefined
  return {
    EndpointConfigName: name('config'),
    ProductionVariants: [plannedVariant(draft)],
    ...(deploy.mode === 'async' && { AsyncInferenceConfig: planAsync(draft) }),
    ...(deploy.capture && { DataCaptureConfig: planCapture(draft, deploy.capture.percent) }),
    // What serves without instances has no volume to encrypt.
    ...(security.kmsKey && deploy.mode !== 'serverless' && { KmsKeyId: security.kmsKey }),
    Tags: tags,
  }
}

/** Requests, results and errors of an asynchronous endpoint lie under one prefix of the service's bucket. */
function planAsync({ manifest, facts }: ConfigDraft): AsyncInferenceConfig {
  const { maxConcurrentPerInstance = 4, successTopic, errorTopic } = manifest.deploy.async ?? {}
  const { kmsKey } = manifest.security
  const home = `s3://${facts.bucket}/async/${manifest.model}`
  return {
    ClientConfig: { MaxConcurrentInvocationsPerInstance: maxConcurrentPerInstance },
    OutputConfig: {
      S3OutputPath: `${home}/results/`,
      S3FailurePath: `${home}/errors/`,
      ...((successTopic || errorTopic) && {
        NotificationConfig: {
          ...(successTopic && { SuccessTopic: successTopic }),
          ...(errorTopic && { ErrorTopic: errorTopic }),
        },
      }),
      ...(kmsKey && { KmsKeyId: kmsKey }),
    },
  }
}

export function planCapture({ manifest, facts }: ConfigDraft, percent: number): DataCaptureConfig {
  const { kmsKey } = manifest.security
  return {
    EnableCapture: percent > 0,
    InitialSamplingPercentage: percent,
    DestinationS3Uri: `s3://${facts.bucket}/capture/${manifest.model}/`,
    ...(kmsKey && { KmsKeyId: kmsKey }),
    CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] },
  }
}

export function planEndpoint(draft: Draft): PlanRequests['endpoint'] {
  const { manifest, facts, name } = draft
  if (manifest.deploy.mode === 'batch') return undefined
  const input = { EndpointName: endpointName(facts.stage, manifest.model), EndpointConfigName: name('config') }
  if (facts.endpoint) return { action: 'update', input: { ...input, ...retained(draft), ...guarded(draft) } }
  return { action: 'create', input: { ...input, Tags: lineTags(facts.stage, manifest.model) } }
}

function guarded(draft: Draft): Pick<UpdateEndpointCommandInput, 'DeploymentConfig'> {
  const DeploymentConfig = planGuardrails(draft)
  return DeploymentConfig ? { DeploymentConfig } : {}
}

/**
 * Only how many instances there are is kept: without that an update would take the endpoint back to where it began,
 * whatever traffic has made of it. A weight means nothing to a single variant, and capture is what the manifest says.
 */
function retained(
  draft: Draft,
): Pick<UpdateEndpointCommandInput, 'RetainAllVariantProperties' | 'ExcludeRetainedVariantProperties'> {
  if (!keepsCount(draft)) return {}
  return {
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [
      { VariantPropertyType: 'DesiredWeight' },
      { VariantPropertyType: 'DataCaptureConfig' },
    ],
  }
}

/** A count that the manifest changed comes into force, unless traffic has asked for more meanwhile. */
function keepsCount({ manifest, facts }: Draft): boolean {
  const { mode, instance, count } = manifest.deploy
  if (mode === 'serverless') return false
  const serving = mainOf(facts.endpoint?.variants)
  if (!serving) return true
  if (serving.instanceType !== undefined && serving.instanceType !== instance) return false
  if (serving.initialCount === undefined || serving.initialCount === count) return true
  const scaled = serving.count !== serving.initialCount
  return scaled && (serving.count ?? 0) > count
}
