import type { Channel, CreateTrainingJobCommandInput, TrainingInstanceType } from '@aws-sdk/client-sagemaker'
import { durationSeconds } from '#shared/manifest/duration.ts'
import { gigabytes } from '#shared/manifest/gigabytes.ts'
import type { Draft } from './draft.ts'

/** The Training job. Hyperparameters go as text, which is all that SageMaker passes on. */
export function planTrain({
  manifest,
  facts,
  locations,
  name,
  tags,
  image,
  run,
}: Draft): CreateTrainingJobCommandInput {
  const { train, security } = manifest
  const hyperparameters = Object.entries(train.hyperparameters).map(([key, value]) => [key, String(value)])
  return {
    TrainingJobName: name('train'),
    RoleArn: facts.roles.train,
    AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' },
    HyperParameters: Object.fromEntries(hyperparameters),
    InputDataConfig: [channel('train', locations.train), channel('validation', locations.validation)],
    OutputDataConfig: {
      S3OutputPath: `s3://${facts.bucket}/runs/${manifest.model}/${run}/model/`,
      ...(security.kmsKey && { KmsKeyId: security.kmsKey }),
    },
    ResourceConfig: {
      InstanceType: train.instance as TrainingInstanceType,
      InstanceCount: train.count,
      VolumeSizeInGB: gigabytes(train.volume),
      ...(security.kmsKey && { VolumeKmsKeyId: security.kmsKey }),
    },
    StoppingCondition: { MaxRuntimeInSeconds: durationSeconds(train.maxRuntime) },
    EnableNetworkIsolation: security.networkIsolation,
    Tags: tags,
  }
}

function channel(name: string, uri: string): Channel {
  return {
    ChannelName: name,
    ContentType: 'text/csv',
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: uri, S3DataDistributionType: 'FullyReplicated' } },
  }
}
