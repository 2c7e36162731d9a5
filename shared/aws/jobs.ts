import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker'

const client = new SageMakerClient({})

export type JobKind = 'processing' | 'training' | 'transform'

/** A job as it stands; `description` is the whole answer, as a `.sync` integration gives it as the cause of a failure. */
export interface JobState {
  status: string
  description: object
}

export async function readJob(kind: JobKind, name: string): Promise<JobState> {
  if (kind === 'processing') {
    const job = await client.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }))
    return { status: job.ProcessingJobStatus!, description: described(job) }
  }
  if (kind === 'training') {
    const job = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }))
    return { status: job.TrainingJobStatus!, description: described(job) }
  }
  const job = await client.send(new DescribeTransformJobCommand({ TransformJobName: name }))
  return { status: job.TransformJobStatus!, description: described(job) }
}

function described({ $metadata: _metadata, ...description }: { $metadata: unknown }): object {
  return description
}
