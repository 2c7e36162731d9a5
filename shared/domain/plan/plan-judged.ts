import type { CreateEndpointConfigCommandInput, ProductionVariant } from '@aws-sdk/client-sagemaker'
import type { Draft } from './draft.ts'
import { planCapture } from './plan-deploy.ts'
import { rolloutType } from './plan-rollout.ts'
import { challengingVariant, championVariant, plannedVariant } from './variants.ts'

/** Champion and challenger as weighted variants of one endpoint; the challenger begins with nothing. */
export function planJudgedConfig(draft: Draft): CreateEndpointConfigCommandInput | undefined {
  const champion = championVariant(draft)
  if (!champion || rolloutType(draft) !== 'judged') return undefined
  return {
    EndpointConfigName: draft.name('judged'),
    ProductionVariants: [
      { ...champion, InitialVariantWeight: 100 },
      { ...challenger(draft, champion), InitialVariantWeight: 0 },
    ],
    ...besides(draft),
  }
}

/** The challenger gets a copy of every request, and its answers reach nobody. */
export function planShadowConfig(draft: Draft): CreateEndpointConfigCommandInput | undefined {
  const champion = championVariant(draft)
  if (!champion || rolloutType(draft) !== 'judged' || !draft.manifest.deploy.rollout.judged?.shadow) return undefined
  return {
    EndpointConfigName: draft.name('shadow'),
    ProductionVariants: [champion],
    ShadowProductionVariants: [{ ...challenger(draft, champion), InitialVariantWeight: 1 }],
    ...besides(draft),
  }
}

/** In a shadow and at the last weights it bears what the champion bears, so it begins as large. */
function challenger(draft: Draft, { InitialInstanceCount = 1 }: ProductionVariant): ProductionVariant {
  const planned = plannedVariant(draft)
  const count = Math.max(planned.InitialInstanceCount ?? 1, InitialInstanceCount)
  return { ...planned, VariantName: challengingVariant, InitialInstanceCount: count }
}

function besides(draft: Draft) {
  const { deploy, security } = draft.manifest
  return {
    ...(deploy.capture && { DataCaptureConfig: planCapture(draft, deploy.capture.percent) }),
    ...(security.kmsKey && { KmsKeyId: security.kmsKey }),
    Tags: draft.tags,
  }
}
