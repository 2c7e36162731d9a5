import type {
  CreateModelCommandInput,
  CreateTransformJobCommandInput,
  TransformInstanceType,
} from '@aws-sdk/client-sagemaker'
import type { Draft } from './draft.ts'
import { folderOf } from './locations.ts'

/** The model that is scored, and that serves should it pass. */
export function planModel({ manifest, facts, locations, name, tags, image }: Draft): CreateModelCommandInput {
  return {
    ModelName: name('model'),
    ExecutionRoleArn: facts.roles.serve,
    PrimaryContainer: { Image: image, ModelDataUrl: locations.modelArtifact },
    EnableNetworkIsolation: manifest.security.networkIsolation,
    Tags: tags,
  }
}

/** Scores the hold-out with the candidate. */
export function planTransform(draft: Draft): CreateTransformJobCommandInput {
  return scoring(draft, 'score', draft.name('model'), draft.locations.predictions)
}

/** Scores the same hold-out with the champion. */
export function planChampionTransform(draft: Draft): CreateTransformJobCommandInput | undefined {
  const { championPredictions } = draft.locations
  const { champion } = draft.facts
  if (!championPredictions || !champion) return undefined
  return scoring(draft, 'champion', champion.modelName, championPredictions)
}

function scoring(draft: Draft, step: string, model: string, answers: string): CreateTransformJobCommandInput {
  const { manifest, locations, name, tags } = draft
  const { evaluate, security } = manifest
  return {
    TransformJobName: name(step),
    ModelName: model,
    BatchStrategy: 'MultiRecord',
    MaxPayloadInMB: 6,
    TransformInput: {
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: folderOf(locations.holdoutFeatures) } },
      ContentType: 'text/csv',
      SplitType: 'Line',
    },
    TransformOutput: {
      S3OutputPath: folderOf(answers),
      Accept: 'text/csv',
      AssembleWith: 'Line',
      ...(security.kmsKey && { KmsKeyId: security.kmsKey }),
    },
    TransformResources: {
      InstanceType: evaluate.instance as TransformInstanceType,
      InstanceCount: evaluate.count,
      ...(security.kmsKey && { VolumeKmsKeyId: security.kmsKey }),
    },
    Tags: tags,
  }
}
