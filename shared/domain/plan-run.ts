import type {
  CreateEndpointCommandInput,
  CreateEndpointConfigCommandInput,
  CreateModelCommandInput,
  CreateModelPackageCommandInput,
  CreateModelPackageGroupCommandInput,
  CreateProcessingJobCommandInput,
  CreateTrainingJobCommandInput,
  CreateTransformJobCommandInput,
  UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker'
import { PlanRefused } from '#shared/errors.ts'
import { durationSeconds } from '#shared/manifest/duration.ts'
import type { Manifest, ProblemKind } from '#shared/manifest/manifest.ts'
import { type AnswerKind, answerOf, problemOf } from '#shared/manifest/objective.ts'
import type { Champion } from './ledger-items.ts'
import { endpointName } from './names.ts'
import { recipeFileOf, recipeHashOf, whyNotCompared } from './plan/comparison.ts'
import { draftOf } from './plan/draft.ts'
import { notesOf } from './plan/notes.ts'
import { planEndpoint, planEndpointConfig } from './plan/plan-deploy.ts'
import { planChampionTransform, planModel, planTransform } from './plan/plan-evaluate.ts'
import { planPrepare } from './plan/plan-prepare.ts'
import { planModelPackage, planModelPackageGroup } from './plan/plan-register.ts'
import { planTrain } from './plan/plan-train.ts'
import { refusals, servedImage } from './plan/refusals.ts'

/** What the planner must know beside the manifest. Whoever calls it gathers these by reads alone. */
export interface PlanFacts {
  stage: string
  region: string
  account: string
  bucket: string
  /** Execution roles that SageMaker assumes: of the Processing job, the Training job, and the model. */
  roles: { prepare: string; train: string; serve: string }
  processingImage: string
  /** What lies under the data prefix. `more` says that counting stopped early. */
  data: { objects: number; bytes: number; newestAt?: string; more?: boolean }
  /** The files kept with this manifest version beside model.yaml, and the s3:// prefix (ending with /) where they are. */
  recipe: { location: string; files: string[] }
  /** SHA-256 of the bytes of the recipe's own file (prepare.sql, prepare.py, ...), in hex. */
  recipeFileHash: string
  champion?: Champion
  /** The endpoint as DescribeEndpoint tells it, when there is one. */
  endpoint?: { status: string; configName: string }
}

export interface PlanRequests {
  processing: CreateProcessingJobCommandInput
  training: CreateTrainingJobCommandInput
  model: CreateModelCommandInput
  transform: CreateTransformJobCommandInput
  /** Scores the champion on the same hold-out; only when a comparison is asked for and possible. */
  championTransform?: CreateTransformJobCommandInput
  modelPackageGroup: CreateModelPackageGroupCommandInput
  /** Complete; the register task adds the metrics to CustomerMetadataProperties. */
  modelPackage: CreateModelPackageCommandInput
  endpointConfig: CreateEndpointConfigCommandInput
  endpoint:
    | { action: 'create'; input: CreateEndpointCommandInput }
    | { action: 'update'; input: UpdateEndpointCommandInput }
}

/** S3 locations as s3:// URIs; folders end with /, everything else is an object. */
export interface RunLocations {
  data: string
  recipe: string
  train: string
  validation: string
  holdout: string
  holdoutFeatures: string
  holdoutLabels: string
  report: string
  modelArtifact: string
  predictions: string
  championPredictions?: string
  evaluation: string
  plan: string
}

export interface RunPlan {
  model: string
  run: string
  attempt: number
  manifestVersion: string
  problem: ProblemKind
  answer: AnswerKind
  /** Equal hashes mean equal feature columns in equal order. Kept with the version, so the next run can compare. */
  recipeHash: string
  image: string
  endpointName: string
  locations: RunLocations
  requests: PlanRequests
  evaluate: Manifest['evaluate']
  /** The champion that scores the same hold-out, when one does. */
  championVersion?: number
  /** Why the champion is not scored on this run's hold-out, when it is not. */
  notCompared?: string
  approve: { by: 'auto' | 'manual'; withinSeconds: number }
  smokeTest: { rows: number; timeoutSeconds: number }
  endpointTimeoutSeconds: number
  /** A Transform job knows no limit of its own; the state that waits for it does. */
  evaluateTimeoutSeconds: number
  notes: string[]
}

export interface PlanInput {
  manifest: Manifest
  manifestVersion: string
  runId: string
  attempt: number
  facts: PlanFacts
}

/** Throws PlanRefused with every reason, and never half a plan. */
export function planRun(input: PlanInput): RunPlan {
  const { manifest, manifestVersion, runId, attempt, facts } = input
  const reasons = refusals(input)
  const image = servedImage(input)
  const problem = problemOf(manifest)
  const recipeFile = recipeFileOf(manifest)
  if (reasons.length > 0 || !image || !problem || !recipeFile) throw new PlanRefused(reasons)
  const recipeHash = recipeHashOf(manifest, facts.recipeFileHash)
  const notCompared = whyNotCompared(manifest, facts.champion, recipeHash)
  const draft = draftOf(input, { image, recipeFile, recipeHash, compared: notCompared === undefined })
  const championTransform = planChampionTransform(draft)
  return {
    model: manifest.model,
    run: runId,
    attempt,
    manifestVersion,
    problem,
    answer: answerOf(manifest),
    recipeHash,
    image,
    endpointName: endpointName(facts.stage, manifest.model),
    locations: draft.locations,
    requests: {
      processing: planPrepare(draft),
      training: planTrain(draft),
      model: planModel(draft),
      transform: planTransform(draft),
      ...(championTransform && { championTransform }),
      modelPackageGroup: planModelPackageGroup(draft),
      modelPackage: planModelPackage(draft),
      endpointConfig: planEndpointConfig(draft),
      endpoint: planEndpoint(draft),
    },
    evaluate: manifest.evaluate,
    ...(championTransform && facts.champion && { championVersion: facts.champion.version }),
    ...(notCompared !== undefined && { notCompared }),
    approve: { by: manifest.approve, withinSeconds: durationSeconds(manifest.approveWithin) },
    smokeTest: {
      rows: manifest.deploy.smokeTest.rows,
      timeoutSeconds: durationSeconds(manifest.deploy.smokeTest.timeout),
    },
    endpointTimeoutSeconds: durationSeconds(manifest.deploy.timeout),
    evaluateTimeoutSeconds: durationSeconds(manifest.evaluate.maxRuntime),
    notes: notesOf(input, notCompared),
  }
}
