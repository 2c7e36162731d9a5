import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
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
import { type Draft, draftOf } from './plan/draft.ts'
import { notesOf } from './plan/notes.ts'
import { planAlarms } from './plan/plan-alarms.ts'
import { planEndpoint, planEndpointConfig } from './plan/plan-deploy.ts'
import { planChampionTransform, planModel, planTransform } from './plan/plan-evaluate.ts'
import { planJudgedConfig, planShadowConfig } from './plan/plan-judged.ts'
import { planPrepare } from './plan/plan-prepare.ts'
import { planModelPackage, planModelPackageGroup } from './plan/plan-register.ts'
import { planRollout } from './plan/plan-rollout.ts'
import { planSmokeTest } from './plan/plan-smoke-test.ts'
import { planTrain } from './plan/plan-train.ts'
import { refusals, servedImage } from './plan/refusals.ts'
import type { JudgedSection } from './rollout-settings.ts'

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
  /** The endpoint as SageMaker tells it, when there is one. */
  endpoint?: ServingEndpoint
}

/** An endpoint with what its config says of it; a config that was deleted tells nothing. */
export interface ServingEndpoint {
  status: string
  configName: string
  reason?: string
  mode?: 'realtime' | 'serverless' | 'async'
  variants?: ServingVariant[]
}

/** `initialCount` is what its config asks for, `count` what it has by now. */
export interface ServingVariant {
  name: string
  modelName?: string
  instanceType?: string
  initialCount?: number
  count?: number
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
  /** How the version serves. Absent in mode batch, which has no endpoint; so are the four that follow. */
  endpointConfig?: CreateEndpointConfigCommandInput
  endpoint?:
    | { action: 'create'; input: CreateEndpointCommandInput }
    | { action: 'update'; input: UpdateEndpointCommandInput }
  /** Champion and challenger side by side, and the challenger in the champion's shadow; of a judged rollout. */
  judgedConfig?: CreateEndpointConfigCommandInput
  shadowConfig?: CreateEndpointConfigCommandInput
  /** They tell when the new version is bad; put before it gets any traffic. */
  alarms: PutMetricAlarmCommandInput[]
}

/** How the version comes to traffic: what the deploy machine goes by, beside the requests. */
export interface RolloutPlan {
  /** `<run>-<attempt>` */
  id: string
  mode: Manifest['deploy']['mode']
  /** The first version that serves comes all at once, whatever the manifest says. */
  type: Manifest['deploy']['rollout']['type']
  /** Names of endpoint configs. */
  configs?: { final: string; judged?: string; shadow?: string }
  champion?: { version: number; modelName: string; configName: string }
  /** Complete, with every default filled in; of a judged rollout alone. */
  judged?: JudgedSection
  hooks: Manifest['deploy']['rollout']['hooks']
  /** The version is to scale once it serves; what exactly, the manifest says. */
  scales?: true
  whenNewer: Manifest['deploy']['rollout']['whenNewer']
  /** Names of all alarms that must be live and quiet before the start: those put for it, and the line's own. */
  alarms: string[]
  watchForSeconds: number
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

export interface SmokeTestPlan {
  rows: number
  timeoutSeconds: number
  /** Where the rows are put that an asynchronous endpoint is to read. */
  asyncInput?: string
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
  rollout: RolloutPlan
  smokeTest: SmokeTestPlan
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
  const requests = requestsOf(draft)
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
    requests,
    evaluate: manifest.evaluate,
    ...(requests.championTransform && facts.champion && { championVersion: facts.champion.version }),
    ...(notCompared !== undefined && { notCompared }),
    approve: { by: manifest.approve, withinSeconds: durationSeconds(manifest.approveWithin) },
    rollout: planRollout(draft),
    smokeTest: planSmokeTest(draft),
    endpointTimeoutSeconds: durationSeconds(manifest.deploy.timeout),
    evaluateTimeoutSeconds: durationSeconds(manifest.evaluate.maxRuntime),
    notes: notesOf(input, notCompared),
  }
}

function requestsOf(draft: Draft): PlanRequests {
  return defined({
    processing: planPrepare(draft),
    training: planTrain(draft),
    model: planModel(draft),
    transform: planTransform(draft),
    championTransform: planChampionTransform(draft),
    modelPackageGroup: planModelPackageGroup(draft),
    modelPackage: planModelPackage(draft),
    endpointConfig: planEndpointConfig(draft),
    endpoint: planEndpoint(draft),
    judgedConfig: planJudgedConfig(draft),
    shadowConfig: planShadowConfig(draft),
    alarms: planAlarms(draft),
  })
}

/** Without what is undefined: a plan goes through JSON, and a state machine asks what exists. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T
}
