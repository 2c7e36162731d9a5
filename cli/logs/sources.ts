import { type CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { ModelAnswer } from '#shared/domain/api-answers.ts'
import { CliError } from '../cli-error.ts'
import type { ApiClient } from '../connection/api-client.ts'

/** A log group, and how the names of the streams in question begin; all of them without a prefix. */
export interface LogSource {
  group: string
  streams?: string
}

/** Where SageMaker writes what the containers of its jobs print. */
const jobGroups = ['ProcessingJobs', 'TrainingJobs', 'TransformJobs'].map((kind) => `/aws/sagemaker/${kind}`)

/** The log groups of a function by its name in the service, else of the model line of that name. */
export async function sourcesOf(
  client: CloudWatchLogsClient,
  api: ApiClient,
  { name, stage, run }: { name: string; stage: string; run?: string | undefined },
): Promise<LogSource[]> {
  const group = `/aws/lambda/trimtab-${stage}-${name}`
  const found = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }))
  if (found.logGroups?.some(({ logGroupName }) => logGroupName === group)) return [{ group }]
  const { endpointName } = await api.request<ModelAnswer>('GET', ['models', name]).catch((cause) => {
    if (cause instanceof CliError && cause.name === 'ModelNotFound') {
      throw new CliError(`neither a model line nor a function is called ${name}`, { name: cause.name, cause })
    }
    throw cause
  })
  const streams = `trimtab-${stage}-${run ?? `${name}-`}`
  const jobs = jobGroups.map((job) => ({ group: job, streams }))
  return run ? jobs : [...jobs, { group: `/aws/sagemaker/Endpoints/${endpointName}` }]
}
