import type { CreateTransformJobCommandInput, DataProcessing, TransformInstanceType } from '@aws-sdk/client-sagemaker'
import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest } from '#shared/manifest/manifest.ts'
import type { Champion } from './ledger-items.ts'
import { jobName } from './names.ts'
import { lineTags } from './plan/draft.ts'

type Batch = NonNullable<Manifest['deploy']['batch']>

export interface ScoringInput {
  manifest: Manifest
  stage: string
  bucket: string
  /** Id of this scoring; names its job. */
  score: string
  /** An object's key, or a prefix that ends with /. */
  source: string
  champion?: Champion
  /** How many files to score lie there. */
  files: number
}

export interface ScoringPlan {
  model: string
  score: string
  version: number
  source: string
  /** s3:// prefix of the results; each is named after its file, with `.out` behind. */
  output: string
  request: CreateTransformJobCommandInput
  /** A Transform job knows no limit of its own; the state that waits for it does. */
  timeoutSeconds: number
  /** The list of the one object to score, and where it is to lie: a prefix would take its longer namesakes along. */
  manifest?: { location: string; body: string }
}

/** Either a plan, or every reason why nothing is scored. */
export type ScoringDecision = { plan: ScoringPlan } | { refused: string[] }

export function planScoring(input: ScoringInput): ScoringDecision {
  const { manifest, champion, source, files, bucket } = input
  const { mode, batch } = manifest.deploy
  if (mode !== 'batch' || !batch) return { refused: [`${manifest.model} serves in mode ${mode}, not batch`] }
  const refused: string[] = []
  if (!champion) refused.push(`${manifest.model} has no version yet that could score`)
  if (!source.startsWith(batch.source)) refused.push(`${source} is not under ${batch.source}, where files to score lie`)
  else if (files === 0) refused.push(`there is nothing to score at s3://${bucket}/${source}`)
  return refused.length > 0 || !champion ? { refused } : { plan: planOf(input, batch, champion) }
}

function planOf(input: ScoringInput, batch: Batch, champion: Champion): ScoringPlan {
  const { manifest, stage, bucket, score, source } = input
  const { model, deploy, security } = manifest
  const job = jobName(stage, score, 'batch', 1)
  const output = `s3://${bucket}/scored/${model}/${job}/`
  const single = source.endsWith('/') ? undefined : singleFile(bucket, model, job, source)
  const ContentType = batch.format === 'csv' ? 'text/csv' : 'application/jsonlines'
  const processing = dataProcessing(batch)
  return {
    model,
    score,
    version: champion.version,
    source: `s3://${bucket}/${source}`,
    output,
    timeoutSeconds: durationSeconds(batch.maxRuntime),
    request: {
      TransformJobName: job,
      ModelName: champion.modelName,
      BatchStrategy: 'MultiRecord',
      MaxPayloadInMB: 6,
      TransformInput: {
        DataSource: {
          S3DataSource: single
            ? { S3DataType: 'ManifestFile', S3Uri: single.location }
            : { S3DataType: 'S3Prefix', S3Uri: `s3://${bucket}/${source}` },
        },
        ContentType,
        SplitType: 'Line',
      },
      TransformOutput: {
        S3OutputPath: output,
        Accept: ContentType,
        AssembleWith: 'Line',
        ...(security.kmsKey && { KmsKeyId: security.kmsKey }),
      },
      ...(processing && { DataProcessing: processing }),
      TransformResources: {
        InstanceType: deploy.instance as TransformInstanceType,
        InstanceCount: deploy.count,
        ...(security.kmsKey && { VolumeKmsKeyId: security.kmsKey }),
      },
      Tags: lineTags(stage, model),
    },
    ...(single && { manifest: single }),
  }
}

function singleFile(bucket: string, model: string, job: string, key: string) {
  const cut = key.lastIndexOf('/') + 1
  const body = JSON.stringify([{ prefix: `s3://${bucket}/${key.slice(0, cut)}` }, key.slice(cut)])
  return { location: `s3://${bucket}/scored/${model}/${job}.manifest`, body }
}

function dataProcessing({ join, inputFilter, outputFilter }: Batch): DataProcessing | undefined {
  if (!join && !inputFilter && !outputFilter) return undefined
  return {
    JoinSource: join ? 'Input' : 'None',
    ...(inputFilter && { InputFilter: inputFilter }),
    ...(outputFilter && { OutputFilter: outputFilter }),
  }
}
