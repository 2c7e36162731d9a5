import type {
  CreateModelPackageCommandInput,
  CreateModelPackageGroupCommandInput,
  ProductionVariantInstanceType,
  TransformInstanceType,
} from '@aws-sdk/client-sagemaker'
import { clientToken, modelPackageGroupName } from '../names.ts'
import { type Draft, lineTags } from './draft.ts'

export function planModelPackageGroup({ manifest, facts }: Draft): CreateModelPackageGroupCommandInput {
  return {
    ModelPackageGroupName: modelPackageGroupName(facts.stage, manifest.model),
    ModelPackageGroupDescription: `Versions of the model line ${manifest.model}`,
    Tags: lineTags(facts.stage, manifest.model),
  }
}

/** A version of the model line. It bears no tags of its own: SageMaker refuses them on a version of a group. */
export function planModelPackage(draft: Draft): CreateModelPackageCommandInput {
  const { manifest, manifestVersion, facts, locations, image, run, attempt } = draft
  return {
    ModelPackageGroupName: modelPackageGroupName(facts.stage, manifest.model),
    ModelPackageDescription: `Model line ${manifest.model}, run ${run}`,
    ClientToken: clientToken(facts.stage, run, attempt),
    ModelApprovalStatus: 'PendingManualApproval',
    InferenceSpecification: {
      Containers: [{ Image: image, ModelDataUrl: locations.modelArtifact }],
      SupportedContentTypes: ['text/csv'],
      SupportedResponseMIMETypes: ['text/csv'],
      SupportedRealtimeInferenceInstanceTypes: [manifest.deploy.instance as ProductionVariantInstanceType],
      SupportedTransformInstanceTypes: [manifest.evaluate.instance as TransformInstanceType],
    },
    ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: locations.evaluation } } },
    CustomerMetadataProperties: {
      'trimtab:model': manifest.model,
      'trimtab:run': run,
      'trimtab:manifest': manifestVersion,
    },
  }
}
