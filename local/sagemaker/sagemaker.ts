import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Tag } from '@aws-sdk/client-sagemaker'
import type { Kernel } from '../kernel/kernel.ts'
import type { Table } from '../store/store.ts'
import { AsyncEndpoints } from './async/async-endpoints.ts'
import type { AsyncRequest } from './async/async-request.ts'
import { Captures } from './capture/captures.ts'
import { Images } from './containers/images.ts'
import { Endpoints } from './endpoints/endpoints.ts'
import { Jobs } from './jobs/jobs.ts'
import type {
  Endpoint,
  EndpointConfig,
  Model,
  ModelPackage,
  ModelPackageGroup,
  ProcessingJob,
  TrainingJob,
  TransformJob,
} from './records.ts'

export interface SageMakerOptions {
  /** Further images, in the form of local/images.yaml; they come before its own. */
  imagesFile?: string
  /** Where the relative paths of local/images.yaml start. */
  repositoryRoot?: string
}

/** What every operation is given. */
export interface SageMaker {
  readonly kernel: Kernel
  readonly images: Images
  readonly jobs: Jobs
  readonly endpoints: Endpoints
  readonly async: AsyncEndpoints
  readonly captures: Captures
  /** Work folders of jobs and instances. */
  readonly folder: string
  readonly trainingJobs: Table<TrainingJob>
  readonly processingJobs: Table<ProcessingJob>
  readonly transformJobs: Table<TransformJob>
  readonly models: Table<Model>
  readonly endpointConfigs: Table<EndpointConfig>
  readonly endpointRecords: Table<Endpoint>
  /** Requests to asynchronous endpoints that are not done with. */
  readonly asyncRequests: Table<AsyncRequest>
  readonly modelPackageGroups: Table<ModelPackageGroup>
  /** By ARN. */
  readonly modelPackages: Table<ModelPackage>
  /** By ARN. */
  readonly tags: Table<Tag[]>
}

export function openSageMaker(kernel: Kernel, options: SageMakerOptions): SageMaker {
  const root = options.repositoryRoot ?? fileURLToPath(new URL('../..', import.meta.url))
  const { store } = kernel
  const sagemaker: SageMaker = {
    kernel,
    images: new Images(fileURLToPath(new URL('../images.yaml', import.meta.url)), root, options.imagesFile),
    jobs: new Jobs(kernel.clock),
    get endpoints() {
      return endpoints
    },
    captures: new Captures(kernel),
    get async() {
      return async
    },
    folder: join(kernel.stateDir, 'sagemaker'),
    trainingJobs: store.table('sagemaker.training-job'),
    processingJobs: store.table('sagemaker.processing-job'),
    transformJobs: store.table('sagemaker.transform-job'),
    models: store.table('sagemaker.model'),
    endpointConfigs: store.table('sagemaker.endpoint-config'),
    endpointRecords: store.table('sagemaker.endpoint'),
    asyncRequests: store.table('sagemaker.async-request'),
    modelPackageGroups: store.table('sagemaker.model-package-group'),
    modelPackages: store.table('sagemaker.model-package'),
    tags: store.table('sagemaker.tags'),
  }
  const endpoints = new Endpoints(sagemaker)
  const async = new AsyncEndpoints(sagemaker)
  return sagemaker
}
