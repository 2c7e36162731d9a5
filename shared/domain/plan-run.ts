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
import type { Manifest, ProblemKind } from '#shared/manifest/manifest.ts'
import type { Champion } from './ledger-items.ts'

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
  /** The files kept with this manifest version, and the s3:// prefix (ending with /) where they are. */
  recipe: { location: string; files: string[]; hash: string }
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

/** S3 locations as s3:// URIs; folders end with /. */
export interface RunLocations {
  data: string
  recipe: string
  train: string
  validation: string
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
  recipeHash: string
  endpointName: string
  locations: RunLocations
  requests: PlanRequests
  evaluate: Manifest['evaluate']
  /** Why the champion is not scored on this run's hold-out, when it is not. */
  notCompared?: string
  approve: { by: 'auto' | 'manual'; withinSeconds: number }
  smokeTest: { rows: number; timeoutSeconds: number }
  endpointTimeoutSeconds: number
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
export declare function planRun(input: PlanInput): RunPlan
