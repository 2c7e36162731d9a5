import { AwsError } from '#local/kernel/aws-error.ts'
import type { Kernel, Service } from '#local/kernel/kernel.ts'

export interface Job {
  TrainingJobName: string
  TrainingJobArn: string
  TrainingJobStatus: string
  CreationTime: Date
  FailureReason?: string
  Tags?: any[]
}

export interface Jobs {
  service: Service
  jobs: Map<string, Job>
  /** Every operation that was called. */
  calls: string[]
  /** Ends a job, with or without its event. */
  end(kernel: Kernel, name: string, status: string, options?: { silent?: boolean }): void
}

/** Training jobs that do nothing until the test says what they have come to. */
export function trainingJobs(now: () => Date, jobs = new Map<string, Job>()): Jobs {
  const calls: string[] = []
  const find = (name: string) => {
    const job = jobs.get(name)
    if (!job) throw new AwsError('ValidationException', 'Requested resource not found.')
    return job
  }
  const operations: Service['operations'] = {
    CreateTrainingJob: ({ TrainingJobName, Tags }) => {
      calls.push('Create')
      if (jobs.has(TrainingJobName)) throw new AwsError('ResourceInUse', 'Job name must be unique')
      const TrainingJobArn = `arn:aws:sagemaker:ap-southeast-1:000000000000:training-job/${TrainingJobName}`
      jobs.set(TrainingJobName, {
        TrainingJobName,
        TrainingJobArn,
        TrainingJobStatus: 'InProgress',
        CreationTime: now(),
        Tags,
      })
      return { TrainingJobArn }
    },
    DescribeTrainingJob: ({ TrainingJobName }) => {
      calls.push('Describe')
      return { ...find(TrainingJobName) }
    },
    StopTrainingJob: ({ TrainingJobName }) => {
      calls.push('Stop')
      find(TrainingJobName).TrainingJobStatus = 'Stopping'
    },
  }
  return {
    service: { name: 'sagemaker', operations },
    jobs,
    calls,
    end(kernel, name, status, { silent = false } = {}) {
      const job = find(name)
      job.TrainingJobStatus = status
      if (status === 'Failed') job.FailureReason = 'AlgorithmError'
      const { CreationTime, ...detail } = job
      const event = {
        source: 'aws.sagemaker',
        detailType: 'SageMaker Training Job State Change',
        resources: [],
      } as const
      if (!silent)
        kernel.emit({
          ...event,
          resources: [job.TrainingJobArn],
          detail: { ...detail, CreationTime: CreationTime.getTime() },
        })
    },
  }
}

const Arguments = {
  TrainingJobName: '{% $states.input.name %}',
  AlgorithmSpecification: { TrainingImage: 'image', TrainingInputMode: 'File' },
  RoleArn: 'arn:aws:iam::000000000000:role/training',
  OutputDataConfig: { S3OutputPath: 's3://bucket/out' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
}

export const train = (suffix: '' | '.sync', more = {}) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::sagemaker:createTrainingJob${suffix}`,
  Arguments,
  ...more,
})
