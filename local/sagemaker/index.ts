import type { Kernel, OperationHandler, Service } from '../kernel/kernel.ts'
import type { AsyncEndpoints } from './async/async-endpoints.ts'
import type { Captures } from './capture/captures.ts'
import type { Router } from './endpoints/router.ts'
import { resumeJobs } from './jobs/resume-jobs.ts'
import { addTags } from './operations/add-tags.ts'
import { createEndpoint } from './operations/create-endpoint.ts'
import { createEndpointConfig } from './operations/create-endpoint-config.ts'
import { createModel } from './operations/create-model.ts'
import { createModelPackage } from './operations/create-model-package.ts'
import { createModelPackageGroup } from './operations/create-model-package-group.ts'
import { createProcessingJob } from './operations/create-processing-job.ts'
import { createTrainingJob } from './operations/create-training-job.ts'
import { createTransformJob } from './operations/create-transform-job.ts'
import { deleteEndpoint } from './operations/delete-endpoint.ts'
import { deleteEndpointConfig } from './operations/delete-endpoint-config.ts'
import { deleteModel } from './operations/delete-model.ts'
import { deleteModelPackage } from './operations/delete-model-package.ts'
import { deleteModelPackageGroup } from './operations/delete-model-package-group.ts'
import { deleteProcessingJob } from './operations/delete-processing-job.ts'
import { deleteTags } from './operations/delete-tags.ts'
import { deleteTrainingJob } from './operations/delete-training-job.ts'
import { describeEndpoint } from './operations/describe-endpoint.ts'
import { describeEndpointConfig } from './operations/describe-endpoint-config.ts'
import { describeModel } from './operations/describe-model.ts'
import { describeModelPackage } from './operations/describe-model-package.ts'
import { describeModelPackageGroup } from './operations/describe-model-package-group.ts'
import { describeProcessingJob } from './operations/describe-processing-job.ts'
import { describeTrainingJob } from './operations/describe-training-job.ts'
import { describeTransformJob } from './operations/describe-transform-job.ts'
import { listEndpointConfigs } from './operations/list-endpoint-configs.ts'
import { listEndpoints } from './operations/list-endpoints.ts'
import { listModelPackageGroups } from './operations/list-model-package-groups.ts'
import { listModelPackages } from './operations/list-model-packages.ts'
import { listModels } from './operations/list-models.ts'
import { listProcessingJobs } from './operations/list-processing-jobs.ts'
import { listTags } from './operations/list-tags.ts'
import { listTrainingJobs } from './operations/list-training-jobs.ts'
import { listTransformJobs } from './operations/list-transform-jobs.ts'
import { stopProcessingJob } from './operations/stop-processing-job.ts'
import { stopTrainingJob } from './operations/stop-training-job.ts'
import { stopTransformJob } from './operations/stop-transform-job.ts'
import { updateEndpoint } from './operations/update-endpoint.ts'
import { updateEndpointWeightsAndCapacities } from './operations/update-endpoint-weights-and-capacities.ts'
import { updateModelPackage } from './operations/update-model-package.ts'
import { permissions } from './permissions.ts'
import { openSageMaker, type SageMaker, type SageMakerOptions } from './sagemaker.ts'

export type { SageMakerOptions } from './sagemaker.ts'

/** What sagemaker-runtime needs beside the operations: what stands behind an endpoint, and beside it. */
export interface SageMakerService extends Service {
  router(endpointName: string): Router | undefined
  readonly async: AsyncEndpoints
  readonly captures: Captures
}

const OPERATIONS: Record<string, (sagemaker: SageMaker, input: any) => unknown> = {
  AddTags: addTags,
  CreateEndpoint: createEndpoint,
  CreateEndpointConfig: createEndpointConfig,
  CreateModel: createModel,
  CreateModelPackage: createModelPackage,
  CreateModelPackageGroup: createModelPackageGroup,
  CreateProcessingJob: createProcessingJob,
  CreateTrainingJob: createTrainingJob,
  CreateTransformJob: createTransformJob,
  DeleteEndpoint: deleteEndpoint,
  DeleteEndpointConfig: deleteEndpointConfig,
  DeleteModel: deleteModel,
  DeleteModelPackage: deleteModelPackage,
  DeleteModelPackageGroup: deleteModelPackageGroup,
  DeleteProcessingJob: deleteProcessingJob,
  DeleteTags: deleteTags,
  DeleteTrainingJob: deleteTrainingJob,
  DescribeEndpoint: describeEndpoint,
  DescribeEndpointConfig: describeEndpointConfig,
  DescribeModel: describeModel,
  DescribeModelPackage: describeModelPackage,
  DescribeModelPackageGroup: describeModelPackageGroup,
  DescribeProcessingJob: describeProcessingJob,
  DescribeTrainingJob: describeTrainingJob,
  DescribeTransformJob: describeTransformJob,
  ListEndpointConfigs: listEndpointConfigs,
  ListEndpoints: listEndpoints,
  ListModelPackageGroups: listModelPackageGroups,
  ListModelPackages: listModelPackages,
  ListModels: listModels,
  ListProcessingJobs: listProcessingJobs,
  ListTags: listTags,
  ListTrainingJobs: listTrainingJobs,
  ListTransformJobs: listTransformJobs,
  StopProcessingJob: stopProcessingJob,
  StopTrainingJob: stopTrainingJob,
  StopTransformJob: stopTransformJob,
  UpdateEndpoint: updateEndpoint,
  UpdateEndpointWeightsAndCapacities: updateEndpointWeightsAndCapacities,
  UpdateModelPackage: updateModelPackage,
}

/**
 * SageMaker: jobs and endpoint instances are processes of this machine under SageMaker's container contract, without
 * the minutes that AWS takes to bring instances up.
 */
export function createSageMaker(kernel: Kernel, options: SageMakerOptions = {}): SageMakerService {
  const sagemaker = openSageMaker(kernel, options)
  const operations = Object.entries(OPERATIONS).map(([name, operation]): [string, OperationHandler] => [
    name,
    (input) => operation(sagemaker, input),
  ])
  return {
    name: 'sagemaker',
    operations: Object.fromEntries(operations),
    permissions: (operation, input) => permissions(kernel, operation, input),
    router: (endpointName) => sagemaker.endpoints.live(endpointName),
    async: sagemaker.async,
    captures: sagemaker.captures,
    start() {
      resumeJobs(sagemaker)
      sagemaker.endpoints.resume()
      sagemaker.async.resume()
    },
    async stop() {
      await Promise.all([sagemaker.jobs.close(), sagemaker.async.close(), sagemaker.endpoints.close()])
      await sagemaker.captures.close()
    },
  }
}
