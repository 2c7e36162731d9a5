import type {
  CreateProcessingJobCommandInput,
  ProcessingInput,
  ProcessingInstanceType,
  ProcessingOutput,
} from '@aws-sdk/client-sagemaker'
import { durationSeconds } from '#shared/manifest/duration.ts'
import { gigabytes } from '#shared/manifest/gigabytes.ts'
import type { Draft } from './draft.ts'
import { folderOf } from './locations.ts'

/** The Processing job that runs the recipe over the data. */
export function planPrepare(draft: Draft): CreateProcessingJobCommandInput {
  const { manifest, facts, locations, name, tags } = draft
  const { prepare, security } = manifest
  return {
    ProcessingJobName: name('prepare'),
    RoleArn: facts.roles.prepare,
    AppSpecification: { ImageUri: facts.processingImage, ContainerArguments: recipeArguments(draft) },
    ProcessingResources: {
      ClusterConfig: {
        InstanceType: prepare.instance as ProcessingInstanceType,
        InstanceCount: prepare.count,
        VolumeSizeInGB: gigabytes(prepare.volume),
        ...(security.kmsKey && { VolumeKmsKeyId: security.kmsKey }),
      },
    },
    ProcessingInputs: [input('code', locations.recipe), input('data', locations.data)],
    ProcessingOutputConfig: {
      Outputs: [
        output('train', locations.train),
        output('validation', locations.validation),
        output('holdout', locations.holdout),
        output('report', folderOf(locations.report)),
      ],
      ...(security.kmsKey && { KmsKeyId: security.kmsKey }),
    },
    NetworkConfig: { EnableNetworkIsolation: security.networkIsolation },
    StoppingCondition: { MaxRuntimeInSeconds: durationSeconds(prepare.maxRuntime) },
    Tags: tags,
  }
}

function recipeArguments({ manifest, recipeFile }: Draft): string[] {
  const { data, prepare, evaluate } = manifest
  const slices = evaluate.slices.map(({ column }) => column)
  return [
    ...['--recipe', recipeFile],
    ...['--format', data.format],
    ...['--label', prepare.label],
    ...(slices.length > 0 ? ['--slices', slices.join()] : []),
    ...['--min-rows', String(prepare.minRows)],
  ]
}

function input(name: string, uri: string): ProcessingInput {
  return {
    InputName: name,
    S3Input: {
      S3Uri: uri,
      LocalPath: `/opt/ml/processing/input/${name}`,
      S3DataType: 'S3Prefix',
      S3InputMode: 'File',
      S3DataDistributionType: 'FullyReplicated',
    },
  }
}

function output(name: string, uri: string): ProcessingOutput {
  return {
    OutputName: name,
    S3Output: { S3Uri: uri, LocalPath: `/opt/ml/processing/output/${name}`, S3UploadMode: 'EndOfJob' },
  }
}
