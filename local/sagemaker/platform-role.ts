import { isAllowed } from '../iam/is-allowed.ts'
import { AwsError } from '../kernel/aws-error.ts'
import type { Kernel, Permission, Principal } from '../kernel/kernel.ts'
import { invalid } from './refusals.ts'

const SERVICE = 'sagemaker.amazonaws.com'

/** The session as which SageMaker works for a job or a model. */
export const sessionOf = (kernel: Kernel, roleArn: string): Principal =>
  kernel.assumeRole(SERVICE, roleArn, 'SageMaker')

/** Refuses a role that SageMaker may not assume, when it is handed over. */
export function checkRole(kernel: Kernel, roleArn: string, sourceArn: string): void {
  try {
    kernel.trust(SERVICE, roleArn, sourceArn)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw invalid(
      `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal '${SERVICE}' to assume the role.`,
    )
  }
}

/** Whether the role may pull an image. One that does not lie in ECR needs no permission. */
export function mayPull(kernel: Kernel, roleArn: string, image: string): boolean {
  const [, account, region, repository] = /^(\d{12})\.dkr\.ecr\.([\w-]+)\.amazonaws\.com\/([^:@]+)/.exec(image) ?? []
  if (!repository) return true
  const resource = `arn:aws:ecr:${region}:${account}:repository/${repository}`
  return isAllowed(kernel, sessionOf(kernel, roleArn), [
    { action: 'ecr:GetAuthorizationToken', resource: '*' },
    ...['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'].map((action) => ({
      action: `ecr:${action}`,
      resource,
    })),
  ])
}

export interface Reporting {
  /** May SageMaker write the log lines of containers? */
  lines: boolean
  /** May it publish metrics? */
  metrics: boolean
}

/**
 * What SageMaker may report on as the role, of `TrainingJobs`, `Endpoints` and so on. What it may not is lost, as on
 * AWS, and ends nothing.
 */
export function mayReport(kernel: Kernel, roleArn: string | undefined, kind: string, group = kind): Reporting {
  if (!roleArn) return { lines: true, metrics: true }
  const session = sessionOf(kernel, roleArn)
  const resource = `${kernel.arn('logs', `log-group:/aws/sagemaker/${group}`)}:log-stream:*`
  const lines: Permission[] = ['CreateLogGroup', 'CreateLogStream', 'DescribeLogStreams', 'PutLogEvents'].map(
    (action) => ({ action: `logs:${action}`, resource }),
  )
  const context = { 'cloudwatch:namespace': `/aws/sagemaker/${kind}` }
  const metrics: Permission[] = [{ action: 'cloudwatch:PutMetricData', resource: '*', context }]
  return { lines: isAllowed(kernel, session, lines), metrics: isAllowed(kernel, session, metrics) }
}
